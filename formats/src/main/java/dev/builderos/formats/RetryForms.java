package dev.builderos.formats;

import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The keys {@code timeout}, {@code total_timeout} and {@code retries}, of a pipeline and of a step. */
final class RetryForms {
    private static final int MOST_RETRIES = 20;
    private static final Shape<Integer> COUNT = NumberShape.whole(0, MOST_RETRIES);
    private static final Shape<RetryPolicy.Backoff> GROWTH = ChoiceShape.of(RetryPolicy.Backoff.class);

    private static final Field<Integer> MAX = Field.required("max", COUNT, "How often after the first attempt.");
    private static final Field<RetryPolicy.Backoff> BACKOFF =
            Field.optional("backoff", GROWTH, "How the pauses grow; exponential unless written.");
    private static final Field<Duration> INITIAL =
            Field.optional("initial", WrittenForms.DURATION, "The first pause; 1s unless written.");
    private static final Field<Duration> MAX_DELAY = Field.optional(
            "max_delay",
            WrittenForms.DURATION,
            "No pause is longer unless a provider asks for it; 30s unless written.");
    private static final Field<List<FailureClass>> FAILURES = Field.optional(
            "on",
            ListShape.notEmpty(ChoiceShape.of(FailureClass.class)),
            "The failures worth another attempt; transient and rate_limit unless written.");

    private static final Field<Integer> CLASS_MAX =
            Field.optional("max", COUNT, "How often, counted for this class alone; as around unless written.");
    private static final Field<RetryPolicy.Backoff> CLASS_BACKOFF =
            Field.optional("backoff", GROWTH, "How the pauses grow; as around, else what fits the class.");
    private static final Field<Duration> CLASS_INITIAL =
            Field.optional("initial", WrittenForms.DURATION, "The first pause; as around, else what fits the class.");
    private static final Field<Duration> CLASS_MAX_DELAY = Field.optional(
            "max_delay",
            WrittenForms.DURATION,
            "No pause is longer unless a provider asks for it; as around, else what fits the class.");

    /** A strategy as written, before it takes over what stands around it. */
    private record Partial(
            @Nullable Integer max,
            RetryPolicy.@Nullable Backoff backoff,
            @Nullable Duration initial,
            @Nullable Duration maxDelay) {
        static Partial of(Fields fields) {
            return new Partial(
                    fields.get(CLASS_MAX),
                    fields.get(CLASS_BACKOFF),
                    fields.get(CLASS_INITIAL),
                    fields.get(CLASS_MAX_DELAY));
        }
    }

    private static final Field<Map<FailureClass, Partial>> PER_CLASS = Field.optional(
            "per_class",
            TableShape.notEmpty(
                    ChoiceShape.of(FailureClass.class),
                    MappingShape.of(List.of(CLASS_MAX, CLASS_BACKOFF, CLASS_INITIAL, CLASS_MAX_DELAY), Partial::of)),
            "Classes of failures with a strategy of their own; they need not be in `on`.");

    private static final Shape<RetryPolicy> RETRY_POLICY = MappingShape.of(
                    List.of(MAX, BACKOFF, INITIAL, MAX_DELAY, FAILURES, PER_CLASS), RetryForms::policy)
            .checked((fields, policy) -> {
                if (policy.initial().compareTo(policy.maxDelay()) > 0) {
                    fields.problem(INITIAL, "`initial` is longer than `max_delay`");
                }
                policy.perClass().forEach((failure, strategy) -> {
                    if (strategy.initial().compareTo(strategy.maxDelay()) > 0) {
                        fields.problem(PER_CLASS, "`initial` of " + failure.text() + " is longer than its `max_delay`");
                    }
                });
                for (FailureClass failure : RetryPolicy.BY_NAME) {
                    if (fields.has(FAILURES) && policy.on().contains(failure)) {
                        fields.problem(
                                FAILURES,
                                "`" + failure.text()
                                        + "` is not tried again along with others; where it is meant, write"
                                        + " it under `per_class` with a `max` of its own");
                    }
                    Partial written = fields.get(PER_CLASS, Map.of()).get(failure);
                    if (policy.perClass().containsKey(failure) && written != null && written.max() == null) {
                        fields.problem(PER_CLASS, "`" + failure.text() + "` needs a `max` of its own");
                    }
                }
            });

    static final Field<Duration> TIMEOUT =
            Field.optional("timeout", WrittenForms.DURATION, "How long one attempt may take.");
    static final Field<Duration> TOTAL_TIMEOUT = Field.optional(
            "total_timeout",
            WrittenForms.DURATION,
            "How long all attempts and the pauses between them may take; waiting for people does not count.");
    static final Field<RetryPolicy> RETRIES = Field.optional("retries", RETRY_POLICY, "When a failure is tried again.");

    private RetryForms() {}

    private static RetryPolicy policy(Fields fields) {
        Map<FailureClass, RetryStrategy> perClass = new EnumMap<>(FailureClass.class);
        fields.get(PER_CLASS, Map.of())
                .forEach((failure, partial) -> perClass.put(failure, strategy(fields, failure, partial)));
        return new RetryPolicy(
                fields.need(MAX),
                fields.get(BACKOFF, RetryPolicy.Backoff.EXPONENTIAL),
                fields.get(INITIAL, RetryPolicy.DEFAULT_INITIAL),
                fields.get(MAX_DELAY, RetryPolicy.DEFAULT_MAX_DELAY),
                fields.has(FAILURES) ? EnumSet.copyOf(fields.need(FAILURES)) : RetryPolicy.DEFAULT_ON,
                perClass);
    }

    private static RetryStrategy strategy(Fields fields, FailureClass failure, Partial partial) {
        return new RetryStrategy(
                partial.max() != null ? partial.max() : fields.need(MAX),
                partial.backoff() != null ? partial.backoff() : fields.get(BACKOFF, RetryPolicy.Backoff.usual(failure)),
                partial.initial() != null ? partial.initial() : fields.get(INITIAL, RetryPolicy.usualInitial(failure)),
                partial.maxDelay() != null
                        ? partial.maxDelay()
                        : fields.get(MAX_DELAY, RetryPolicy.usualMaxDelay(failure)));
    }
}
