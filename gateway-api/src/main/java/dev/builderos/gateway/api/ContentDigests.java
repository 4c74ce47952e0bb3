package dev.builderos.gateway.api;

import java.util.List;

/** Contents that somebody has; 1 to 1,000. */
public record ContentDigests(List<String> digests) {
    public ContentDigests {
        digests = List.copyOf(digests);
    }
}
