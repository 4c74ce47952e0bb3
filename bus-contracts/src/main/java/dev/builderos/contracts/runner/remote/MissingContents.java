package dev.builderos.contracts.runner.remote;

import dev.builderos.contracts.Digest;
import java.util.List;

/** What has to be sent. */
public record MissingContents(List<Digest> missing) {
    public MissingContents {
        missing = List.copyOf(missing);
    }
}
