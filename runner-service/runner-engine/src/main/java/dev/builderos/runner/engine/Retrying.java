package dev.builderos.runner.engine;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.RunId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Whether and when a failed attempt is tried again. The jitter comes from the ids, so the same failure waits the same. */
public final class Retrying {
    private Retrying() {}

    /**
     * When the next attempt starts, or empty when there is none.
     *
     * @param failureClass as written in pipelines, e.g. {@code transient}
     * @param attempt the attempt that failed, from 1
     */
    public static Optional<Instant> next(
            RunId run, Plan.Step step, String failureClass, int attempt, Instant failedAt) {
        Plan.Retries retries = step.retries();
        boolean worthIt = retries.on().stream().anyMatch(each -> each.text().equals(failureClass));
        if (!worthIt || attempt > retries.max()) {
            return Optional.empty();
        }
        long pause = switch (retries.backoff()) {
            case "exponential" -> retries.initial().toMillis() << Math.min(attempt - 1, 20);
            case "fixed" -> retries.initial().toMillis();
            default -> 0;
        };
        long capped = Math.min(pause, retries.maxDelay().toMillis());
        int byte0 = Digest.of(run + "/" + step.id() + "/" + attempt).raw()[0] & 0xFF;
        long jittered = capped / 2 + (capped / 2) * byte0 / 255;
        return Optional.of(failedAt.plus(Duration.ofMillis(jittered)));
    }
}
