package dev.builderos.contracts.registry;

import dev.builderos.contracts.Digest;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One immutable version of a prompt, with its text as it was written. */
public record PromptView(
        String name,
        String version,
        Digest digest,
        @Nullable String changelog,
        List<String> tags,
        String text,
        Instant registeredAt) {
    public PromptView {
        tags = List.copyOf(tags);
    }
}
