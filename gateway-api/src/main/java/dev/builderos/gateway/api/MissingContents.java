package dev.builderos.gateway.api;

import java.util.List;

/** What a server does not have of the contents it was asked about. */
public record MissingContents(List<String> missing) {
    public MissingContents {
        missing = List.copyOf(missing);
    }
}
