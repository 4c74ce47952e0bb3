package dev.builderos.runner.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.builderos.contracts.RunId;
import dev.builderos.formats.FailureClass;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryingTest {
    private static final RunId RUN = new RunId("0190a000-0000-7000-8000-000000000000");

    private static Optional<Instant> next(String backoff, String failureClass, int attempt) {
        return next(backoff, failureClass, attempt, null);
    }

    private static Optional<Instant> next(
            String backoff, String failureClass, int attempt, @Nullable Duration retryAfter) {
        Plan.Step plain = Plans.plan().step("fetch").build().steps().getFirst();
        Plan.Retries retries = new Plan.Retries(
                40, backoff, Duration.ofSeconds(1), Duration.ofSeconds(30), List.of(FailureClass.TRANSIENT));
        Plan.Step step = new Plan.Step(
                plain.id(),
                plain.title(),
                plain.work(),
                plain.principal(),
                plain.needs(),
                null,
                null,
                plain.out(),
                plain.gates(),
                plain.timeout(),
                retries,
                false,
                null,
                false,
                null,
                null,
                plain.variables(),
                null,
                null);
        StepStatus status = new StepStatus(step);
        status.attempt = attempt;
        for (int i = 1; i < attempt; i++) {
            status.countFailure("transient");
        }
        return Retrying.next(RUN, status, failureClass, retryAfter, Facts.AT);
    }

    @ParameterizedTest
    @CsvSource({
        "exponential,1,1000",
        "exponential,3,4000",
        "exponential,6,30000",
        "exponential,40,30000",
        "fixed,9,1000"
    })
    void waitsNoLongerThanThePause(String backoff, int attempt, long millis) {
        Instant next = next(backoff, "transient", attempt).orElseThrow();

        assertThat(Duration.between(Facts.AT, next)).isBetween(Duration.ZERO, Duration.ofMillis(millis));
        assertThat(next(backoff, "transient", attempt)).contains(next);
    }

    @ParameterizedTest
    @CsvSource({"PT90S,PT90S", "PT10M,PT10M", "P365D,PT10M", "PT0S,PT0S", "PT-5S,PT0S"})
    void waitsAsLongAsWhoRefusedAsksForWithinReason(Duration asked, Duration waited) {
        assertThat(next("none", "transient", 1, asked)).contains(Facts.AT.plus(waited));
    }

    @Test
    void waitsNoLessThanThePauseThoughWhoRefusedAsksForLess() {
        assertThat(next("fixed", "transient", 1, Duration.ofNanos(1))).isEqualTo(next("fixed", "transient", 1));
    }

    @Test
    void isNotTriedMoreOftenBecauseWhoRefusedAsksForAPause() {
        assertThat(next("fixed", "transient", 41, Duration.ofSeconds(1))).isEmpty();
    }

    @Test
    void waitsForNothingWithoutBackoff() {
        assertThat(next("none", "transient", 1)).contains(Facts.AT);
    }

    @Test
    void givesUpAfterTheLastAttemptAndOnOtherFailures() {
        assertThat(next("fixed", "transient", 40)).isPresent();
        assertThat(next("fixed", "transient", 41)).isEmpty();
        assertThat(next("fixed", "policy_denied", 1)).isEmpty();
    }
}
