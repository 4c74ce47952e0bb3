package dev.builderos.formats;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What holds for a step that says nothing itself. */
public record StepDefaults(
        @Nullable Duration timeout, @Nullable RetryPolicy retries) {
    static final StepDefaults NONE = new StepDefaults(null, null);
}
