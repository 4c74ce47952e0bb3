package dev.builderos.runner.engine;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.RunId;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether and when a failed attempt is tried again. A class with a strategy of its own is counted apart; the others share one
 * count. The pause is spread over its whole length (full jitter) by the ids, so the same failure waits the same.
 */
public final class Retrying {
    private static final int SPREAD = 0xFFFF;

    /** Who refuses may ask for a longer pause than the pipeline would make, but not hold a run for as long as it likes. */
    static final Duration LONGEST_ASKED = Duration.ofMinutes(10);

    private Retrying() {}

    /**
     * When the next attempt starts, or empty when there is none.
     *
     * @param status the step, whose attempt has failed but is not yet written to have
     * @param failureClass as written in pipelines, e.g. {@code transient}
     * @param retryAfter the least pause that who refused asked for; no more than {@link #LONGEST_ASKED} counts
     */
    public static Optional<Instant> next(
            RunId run, StepStatus status, String failureClass, @Nullable Duration retryAfter, Instant failedAt) {
        Plan.Retries retries = status.step().retries();
        Plan.Strategy own = retries.perClass().get(failureClass);
        int before = own == null ? shared(status, retries) : status.failures().getOrDefault(failureClass, 0);
        Plan.Strategy strategy = own == null
                ? new Plan.Strategy(retries.max(), retries.backoff(), retries.initial(), retries.maxDelay())
                : own;
        boolean worthIt = own != null
                || retries.on().stream().anyMatch(each -> each.text().equals(failureClass));
        if (!worthIt || before >= strategy.max()) {
            return Optional.empty();
        }
        Duration pause = pause(strategy, before, run + "/" + status.step().id() + "/" + status.attempt());
        return Optional.of(failedAt.plus(longer(pause, retryAfter == null ? Duration.ZERO : retryAfter)));
    }

    private static Duration longer(Duration pause, Duration asked) {
        Duration least = asked.compareTo(LONGEST_ASKED) > 0 ? LONGEST_ASKED : asked;
        return pause.compareTo(least) < 0 ? least : pause;
    }

    /** How often the step was tried again because of classes that share a count. */
    private static int shared(StepStatus status, Plan.Retries retries) {
        int sum = 0;
        for (Map.Entry<String, Integer> failure : status.failures().entrySet()) {
            sum += retries.perClass().containsKey(failure.getKey()) ? 0 : failure.getValue();
        }
        return sum;
    }

    private static Duration pause(Plan.Strategy strategy, int before, String seed) {
        long full = switch (strategy.backoff()) {
            case "exponential" -> strategy.initial().toMillis() << Math.min(before, 20);
            case "fixed" -> strategy.initial().toMillis();
            default -> 0;
        };
        long capped = Math.min(full, strategy.maxDelay().toMillis());
        byte[] raw = Digest.of(seed).raw();
        long share = ((raw[0] & 0xFFL) << 8) | (raw[1] & 0xFFL);
        return Duration.ofMillis(capped * share / SPREAD);
    }
}
