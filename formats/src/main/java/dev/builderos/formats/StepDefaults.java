package dev.builderos.formats;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What holds for a step that says nothing itself.
 *
 * @param cache whether commands and agents without gates take over work that was done before on the same content
 */
public record StepDefaults(
        @Nullable Duration timeout,
        @Nullable RetryPolicy retries,
        @Nullable Boolean cache) {
    static final StepDefaults NONE = new StepDefaults(null, null, null);
}
