package dev.builderos.cli.remote;

import dev.builderos.cli.remote.Transferred.Outcome;
import dev.builderos.gateway.api.PromptVersionEntry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of a prompt version that was to be brought elsewhere.
 *
 * @param outcome never {@code CONTINUED}, {@code OPEN} or {@code DELETED}: a version is there or not
 * @param digest of the text that was to be brought
 * @param bytes of that text, in UTF-8
 * @param there the digest of the text that is on the receiving side under this version; null when none is known of
 * @param detail what to know besides; null for nothing
 */
public record PromptTransferred(
        String name,
        String version,
        Outcome outcome,
        String digest,
        int bytes,
        @Nullable String there,
        @Nullable String detail) {
    static PromptTransferred of(
            PromptVersionEntry entry, Outcome outcome, @Nullable String there, @Nullable String detail) {
        return new PromptTransferred(
                entry.name(), entry.version(), outcome, entry.digest(), entry.bytes(), there, detail);
    }

    /** All of them. */
    public record All(String remote, String direction, List<PromptTransferred> prompts) {
        public All {
            prompts = List.copyOf(prompts);
        }
    }
}
