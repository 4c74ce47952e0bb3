package dev.builderos.gateway.api;

import java.util.List;

/** The digests of pieces that make a content, in order; 1 to 8,192. */
public record ContentPieces(List<String> pieces) {
    public ContentPieces {
        pieces = List.copyOf(pieces);
    }
}
