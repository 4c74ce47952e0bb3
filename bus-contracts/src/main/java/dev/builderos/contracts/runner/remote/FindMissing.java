package dev.builderos.contracts.runner.remote;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.Requester;
import java.util.List;

/**
 * Which of these contents does the org not have yet? Those that it has are kept for a day at least.
 *
 * @param digests 1 to 1,000
 */
public record FindMissing(Requester requester, List<Digest> digests) {
    public FindMissing {
        digests = List.copyOf(digests);
    }
}
