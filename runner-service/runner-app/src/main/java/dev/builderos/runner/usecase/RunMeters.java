package dev.builderos.runner.usecase;

import dev.builderos.contracts.journal.FactRecord;
import dev.builderos.contracts.runner.RunAdvanced;
import dev.builderos.formats.Money;
import dev.builderos.runner.engine.Fact;
import dev.builderos.runner.engine.FactCodec;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/** Counts what committed facts tell. Replays are left out: they ship nothing and cost nothing. A run or an org is never in a label. */
final class RunMeters {
    private static final Counter ADMITTED = Metrics.counter("builderos.runs.admitted");
    private static final Counter TAKEN_OVER = Metrics.counter("builderos.runs.taken.over");
    private static final Counter UNKNOWN = Metrics.counter("builderos.effects.unknown");
    private static final Counter STEPS_SUCCEEDED = Metrics.counter("builderos.steps.ended", "outcome", "succeeded");
    private static final Counter STEPS_FAILED = Metrics.counter("builderos.steps.ended", "outcome", "failed");
    private static final ModelLabels MODELS = new ModelLabels();
    private static final Timer SUCCEEDED = duration("succeeded");
    private static final Timer FAILED = duration("failed");
    private static final Timer CANCELLED = duration("cancelled");

    private RunMeters() {}

    /** From its admission, with all that it waited for: what a person sees as the time it takes to ship. */
    private static Timer duration(String outcome) {
        return Timer.builder("builderos.run.duration")
                .tag("outcome", outcome)
                .serviceLevelObjectives(
                        Duration.ofSeconds(10),
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(5),
                        Duration.ofMinutes(15),
                        Duration.ofHours(1),
                        Duration.ofHours(4),
                        Duration.ofDays(1))
                .register(Metrics.globalRegistry);
    }

    static void count(RunAdvanced news) {
        if (news.summary().replayOf() == null) {
            news.facts().forEach(fact -> count(news, fact));
        }
    }

    private static void count(RunAdvanced news, FactRecord fact) {
        switch (fact.type()) {
            case "RunAdmitted" -> ADMITTED.increment();
            case "RunSucceeded" -> SUCCEEDED.record(taken(news, fact));
            case "RunFailed" -> FAILED.record(taken(news, fact));
            case "RunCancelled" -> CANCELLED.record(taken(news, fact));
            case "RunTakenOver" -> TAKEN_OVER.increment();
            case "StepSucceeded" -> STEPS_SUCCEEDED.increment();
            case "StepFailed" -> STEPS_FAILED.increment();
            case "EffectUnknown" -> UNKNOWN.increment();
            case "ModelAnswered" -> answered((Fact.ModelAnswered) FactCodec.read(fact));
            default -> {} // counted nowhere
        }
    }

    private static Duration taken(RunAdvanced news, FactRecord fact) {
        return Duration.between(news.summary().admittedAt(), fact.at());
    }

    private static void answered(Fact.ModelAnswered answered) {
        String model = MODELS.of(answered.model());
        Metrics.counter("builderos.model.tokens", "model", model, "direction", "input")
                .increment((double) answered.inputTokens());
        Metrics.counter("builderos.model.tokens", "model", model, "direction", "output")
                .increment((double) answered.outputTokens());
        Money cost = answered.cost();
        if (cost != null) {
            Metrics.counter(
                            "builderos.model.cost",
                            "currency",
                            cost.currency().getCurrencyCode(),
                            "provider",
                            provider(answered.model()),
                            "model",
                            model)
                    .increment(cost.amount().doubleValue());
        }
    }

    private static String provider(String model) {
        int colon = model.indexOf(':');
        return colon < 0 ? model : model.substring(0, colon);
    }
}
