package dev.builderos.gateway.api;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One immutable version of a prompt, with its text as it was written. */
public record PromptView(
        String name,
        String version,
        String digest,
        @Nullable String changelog,
        List<String> tags,
        String text,
        Instant registeredAt) {
    public PromptView {
        tags = List.copyOf(tags);
    }
}
