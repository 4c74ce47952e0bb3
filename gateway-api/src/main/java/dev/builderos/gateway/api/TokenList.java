package dev.builderos.gateway.api;

import java.util.List;

/** Answer of {@code GET /v1/tokens}, newest first. */
public record TokenList(List<TokenView> tokens) {
    public TokenList {
        tokens = List.copyOf(tokens);
    }
}
