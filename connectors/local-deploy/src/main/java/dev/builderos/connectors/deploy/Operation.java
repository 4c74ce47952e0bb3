package dev.builderos.connectors.deploy;

import dev.builderos.connectors.EffectOutcome;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One performance of an effect, as recorded before and after.
 *
 * @param target the release that is to be live afterwards; null: none
 * @param previous the release that was live before; null: none
 * @param port the port it is to serve on
 * @param failureClass why it failed, with {@code message}; null unless it did
 * @param summary what was done, with {@code outputs}; null unless it succeeded
 */
record Operation(
        String key,
        String effectDigest,
        @Nullable String target,
        @Nullable String previous,
        int port,
        Instant startedAt,
        @Nullable String failureClass,
        @Nullable String message,
        @Nullable String summary,
        Map<String, String> outputs) {
    Operation {
        outputs = Map.copyOf(outputs);
    }

    static Operation started(
            String key, String effectDigest, @Nullable String target, @Nullable String previous, int port, Instant at) {
        return new Operation(key, effectDigest, target, previous, port, at, null, null, null, Map.of());
    }

    Operation ended(EffectOutcome outcome) {
        return switch (outcome) {
            case EffectOutcome.Done done ->
                new Operation(
                        key,
                        effectDigest,
                        target,
                        previous,
                        port,
                        startedAt,
                        null,
                        null,
                        done.summary(),
                        done.outputs());
            case EffectOutcome.Failed failed ->
                new Operation(
                        key,
                        effectDigest,
                        target,
                        previous,
                        port,
                        startedAt,
                        failed.failureClass(),
                        failed.message(),
                        null,
                        Map.of());
        };
    }

    /** Null while it is under way, or was interrupted. */
    @Nullable
    EffectOutcome outcome() {
        if (summary != null) {
            return new EffectOutcome.Done(summary, outputs, summary);
        }
        return failureClass == null ? null : new EffectOutcome.Failed(failureClass, String.valueOf(message));
    }
}
