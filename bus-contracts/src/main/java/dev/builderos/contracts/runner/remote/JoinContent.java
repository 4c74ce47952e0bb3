package dev.builderos.contracts.runner.remote;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.Requester;
import java.util.List;

/**
 * Makes a content of pieces that were sent.
 *
 * @param digest of the whole; pieces that make something else are refused
 * @param pieces in order, at most 8,192
 */
public record JoinContent(Requester requester, Digest digest, List<Digest> pieces) {
    public JoinContent {
        pieces = List.copyOf(pieces);
    }
}
