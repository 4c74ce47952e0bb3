package dev.builderos.formats;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;

/** The keys {@code timeout} and {@code retries}, of a pipeline and of a step. */
final class RetryForms {
    private static final int MOST_RETRIES = 20;

    private static final Field<Integer> MAX =
            Field.required("max", NumberShape.whole(0, MOST_RETRIES), "How often after the first attempt.");
    private static final Field<RetryPolicy.Backoff> BACKOFF = Field.optional(
            "backoff", ChoiceShape.of(RetryPolicy.Backoff.class), "How the pauses grow; exponential unless written.");
    private static final Field<Duration> INITIAL =
            Field.optional("initial", WrittenForms.DURATION, "The first pause; 1s unless written.");
    private static final Field<Duration> MAX_DELAY =
            Field.optional("max_delay", WrittenForms.DURATION, "No pause is longer; 30s unless written.");
    private static final Field<List<FailureClass>> FAILURES = Field.optional(
            "on",
            ListShape.notEmpty(ChoiceShape.of(FailureClass.class)),
            "The failures worth another attempt; transient and rate_limit unless written.");
    private static final Shape<RetryPolicy> RETRY_POLICY = MappingShape.of(
                    List.of(MAX, BACKOFF, INITIAL, MAX_DELAY, FAILURES),
                    fields -> new RetryPolicy(
                            fields.need(MAX),
                            fields.get(BACKOFF, RetryPolicy.Backoff.EXPONENTIAL),
                            fields.get(INITIAL, RetryPolicy.DEFAULT_INITIAL),
                            fields.get(MAX_DELAY, RetryPolicy.DEFAULT_MAX_DELAY),
                            fields.has(FAILURES) ? EnumSet.copyOf(fields.need(FAILURES)) : RetryPolicy.DEFAULT_ON))
            .checked((fields, policy) -> {
                if (policy.initial().compareTo(policy.maxDelay()) > 0) {
                    fields.problem(INITIAL, "`initial` is longer than `max_delay`");
                }
            });

    static final Field<Duration> TIMEOUT =
            Field.optional("timeout", WrittenForms.DURATION, "How long one attempt may take.");
    static final Field<RetryPolicy> RETRIES = Field.optional("retries", RETRY_POLICY, "When a failure is tried again.");

    private RetryForms() {}
}
