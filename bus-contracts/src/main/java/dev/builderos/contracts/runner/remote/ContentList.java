package dev.builderos.contracts.runner.remote;

import dev.builderos.contracts.Digest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Contents by their digests, in order.
 *
 * @param next what to ask for after these; null when these are the last
 */
public record ContentList(
        List<NamedContent> contents, @Nullable Digest next) {
    public ContentList {
        contents = List.copyOf(contents);
    }
}
