package dev.builderos.runner.engine;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.StepId;
import dev.builderos.contracts.runner.Difference;
import dev.builderos.contracts.runner.Divergence;
import dev.builderos.contracts.runner.RunDifferences;
import dev.builderos.contracts.runner.RunOptions;
import dev.builderos.contracts.runner.RunSide;
import dev.builderos.contracts.runner.StepDifferences;
import dev.builderos.contracts.runner.StepSide;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What two runs have otherwise. Time, tokens and cost are told and never count as a difference: no two runs take the same.
 *
 * <p>The first divergence is looked for where it begins: a step that is otherwise though all steps it needs, directly or not,
 * are the same.
 */
public final class RunComparison {
    private static final String GONE = "none";
    private static final String ATTEMPTS = "attempts";

    /** In the order in which one thing leads to another; what stands before a dot. */
    private static final List<String> ORDER = List.of(
            "project",
            "pipeline",
            "version",
            "snapshot",
            "input",
            "policy",
            "sandbox",
            "model",
            "base",
            "outcome",
            "state",
            ATTEMPTS,
            "message",
            "output",
            "artifact");

    private final Compared run;
    private final Compared other;

    private RunComparison(Compared run, Compared other) {
        this.run = run;
        this.other = other;
    }

    /** What of a step is compared. */
    public record Step(
            List<StepId> needs,
            StepSide side,
            @Nullable Digest key,
            Map<String, String> keyParts,
            Map<String, String> told) {
        public Step {
            needs = List.copyOf(needs);
            keyParts = Map.copyOf(keyParts);
            told = Collections.unmodifiableMap(new LinkedHashMap<>(told));
        }
    }

    /**
     * A run as it is compared, apart from its fold.
     *
     * @param told what is told of it as a whole, by field
     */
    public record Compared(RunSide side, Map<String, String> told, Map<StepId, Step> steps) {
        public Compared {
            told = Collections.unmodifiableMap(new LinkedHashMap<>(told));
            steps = Collections.unmodifiableMap(new LinkedHashMap<>(steps));
        }

        /** The run must have been admitted. */
        public static Compared of(RunFold fold) {
            Fact.RunAdmitted admitted = Objects.requireNonNull(fold.admitted(), "the run was admitted");
            Map<StepId, Step> steps = new LinkedHashMap<>();
            fold.steps().forEach((id, status) -> steps.put(id, step(status)));
            return new Compared(side(admitted.run(), fold), told(admitted, fold), steps);
        }

        private static RunSide side(RunId id, RunFold fold) {
            return new RunSide(
                    id,
                    fold.plan().pipeline(),
                    fold.plan().version(),
                    fold.state(),
                    between(fold.admittedAt(), fold.endedAt()),
                    fold.usage().inputTokens(),
                    fold.usage().outputTokens(),
                    fold.usage().cost().text(),
                    fold.usage().cost().unpriced());
        }

        private static Map<String, String> told(Fact.RunAdmitted admitted, RunFold fold) {
            Map<String, String> told = new LinkedHashMap<>();
            told.put("project", admitted.project().value());
            told.put("pipeline", fold.plan().path());
            told.put("version", fold.plan().version());
            told.put("snapshot", admitted.snapshot().value());
            new TreeMap<>(fold.plan().inputs()).forEach((name, value) -> told.put("input." + name, text(value)));
            told.put("policy", fold.plan().policyDigest().value());
            RunOptions options = admitted.options();
            told.put("sandbox", options.sandbox());
            put(told, "model", options.model());
            Fact.RunStarted started = fold.started();
            put(told, "base", started == null ? null : started.baseCommit());
            told.put("outcome", fold.state().name());
            put(told, "message", fold.failure());
            return told;
        }

        private static Step step(StepStatus status) {
            Map<String, String> told = new LinkedHashMap<>();
            told.put("state", status.state().name());
            if (status.reused() == null) {
                told.put(ATTEMPTS, Integer.toString(status.attempt()));
            }
            put(told, "message", status.message());
            new TreeMap<>(status.outputs()).forEach((name, value) -> told.put("output." + name, value));
            status.artifacts()
                    .forEach(it -> told.put("artifact." + it.name(), it.digest().value()));
            return new Step(
                    status.step().needs(),
                    new StepSide(
                            status.state(),
                            status.attempt(),
                            between(status.startedAt(), status.endedAt()),
                            status.usage().inputTokens(),
                            status.usage().outputTokens(),
                            status.usage().cost().text(),
                            status.usage().cost().unpriced()),
                    status.contentKey(),
                    status.keyParts(),
                    told);
        }

        private static void put(Map<String, String> told, String field, @Nullable String value) {
            if (value != null) {
                told.put(field, value);
            }
        }

        private static String text(@Nullable Object value) {
            return String.valueOf(value);
        }

        private static @Nullable Duration between(@Nullable Instant from, @Nullable Instant to) {
            return from == null || to == null ? null : Duration.between(from, to);
        }
    }

    /** Compares the second with the first. */
    public static RunDifferences of(Compared run, Compared other) {
        return new RunComparison(run, other).differences();
    }

    private RunDifferences differences() {
        List<Difference> whole = differences(run.told(), other.told());
        Map<StepId, StepDifferences> steps = new LinkedHashMap<>();
        Set<StepId> ids = new LinkedHashSet<>(run.steps().keySet());
        ids.addAll(other.steps().keySet());
        ids.forEach(id -> steps.put(id, step(id)));
        return new RunDifferences(run.side(), other.side(), first(whole, steps), whole, List.copyOf(steps.values()));
    }

    private StepDifferences step(StepId id) {
        Step one = run.steps().get(id);
        Step two = other.steps().get(id);
        if (one == null || two == null) {
            return new StepDifferences(
                    id, one == null ? null : one.side(), two == null ? null : two.side(), List.of(), List.of());
        }
        Map<String, String> was = new LinkedHashMap<>(one.told());
        Map<String, String> is = new LinkedHashMap<>(two.told());
        if (!was.containsKey(ATTEMPTS) || !is.containsKey(ATTEMPTS)) {
            // One took the work of the other over, or both did of a third: how often it was tried is not theirs.
            was.remove(ATTEMPTS);
            is.remove(ATTEMPTS);
        }
        return new StepDifferences(id, one.side(), two.side(), because(one, two), differences(was, is));
    }

    private static List<String> because(Step one, Step two) {
        if (one.key() == null || two.key() == null || one.key().equals(two.key())) {
            return List.of();
        }
        return one.keyParts().isEmpty() || two.keyParts().isEmpty()
                ? List.of("it was not the same work; one of the journals does not say by what")
                : ContentKey.explain(one.keyParts(), two.keyParts(), List.of());
    }

    private static List<Difference> differences(Map<String, String> was, Map<String, String> is) {
        Set<String> fields = new LinkedHashSet<>(was.keySet());
        fields.addAll(is.keySet());
        return fields.stream()
                .filter(field -> !Objects.equals(was.get(field), is.get(field)))
                .sorted(Comparator.comparingInt(RunComparison::rank))
                .map(field -> new Difference(field, was.get(field), is.get(field)))
                .toList();
    }

    private static int rank(String field) {
        int dot = field.indexOf('.');
        return ORDER.indexOf(dot < 0 ? field : field.substring(0, dot));
    }

    // ---- where it began

    private @Nullable Divergence first(List<Difference> whole, Map<StepId, StepDifferences> steps) {
        Set<StepId> differing = steps.values().stream()
                .filter(RunComparison::differs)
                .map(StepDifferences::id)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        Set<StepId> behind = behind(differing, steps.keySet());
        return differing.stream()
                .filter(id -> !behind.contains(id))
                .findFirst()
                .map(id -> divergence(Objects.requireNonNull(steps.get(id))))
                .orElseGet(() -> whole.isEmpty()
                        ? null
                        : new Divergence(
                                null, whole.getFirst().field(), "no step differs; " + sentence(whole.getFirst())));
    }

    /** The steps that need one of these, directly or not. A step mostly stands behind what it needs: few rounds are enough. */
    private Set<StepId> behind(Set<StepId> differing, Set<StepId> all) {
        Set<StepId> behind = new HashSet<>();
        boolean grew = true;
        while (grew) {
            grew = false;
            for (StepId id : all) {
                if (!behind.contains(id)
                        && needs(id).stream().anyMatch(need -> differing.contains(need) || behind.contains(need))) {
                    behind.add(id);
                    grew = true;
                }
            }
        }
        return behind;
    }

    private static boolean differs(StepDifferences step) {
        return step.run() == null
                || step.other() == null
                || !step.because().isEmpty()
                || !step.differences().isEmpty();
    }

    /** In both runs together. */
    private Set<StepId> needs(StepId id) {
        Set<StepId> needs = new LinkedHashSet<>();
        for (Compared course : List.of(run, other)) {
            Step step = course.steps().get(id);
            if (step != null) {
                needs.addAll(step.needs());
            }
        }
        return needs;
    }

    private static Divergence divergence(StepDifferences step) {
        StepId id = step.id();
        if (step.run() == null || step.other() == null) {
            return new Divergence(
                    id, "step", "only the " + (step.run() == null ? "second" : "first") + " run has step `" + id + "`");
        }
        if (!step.because().isEmpty()) {
            return new Divergence(id, "key", "step `" + id + "`: " + String.join("; ", step.because()));
        }
        Difference difference = step.differences().getFirst();
        return new Divergence(id, difference.field(), "step `" + id + "`, on the same work: " + sentence(difference));
    }

    private static String sentence(Difference difference) {
        return difference.field() + " " + said(difference.was()) + " → " + said(difference.is());
    }

    private static String said(@Nullable String value) {
        return value == null ? GONE : value.matches("sha256:[0-9a-f]{64}") ? new Digest(value).abbreviated() : value;
    }
}
