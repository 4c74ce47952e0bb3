package dev.builderos.contracts.team;

import java.util.List;

/** Tokens, newest first. */
public record TokenList(List<TokenView> tokens) {
    public TokenList {
        tokens = List.copyOf(tokens);
    }
}
