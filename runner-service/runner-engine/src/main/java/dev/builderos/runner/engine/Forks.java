package dev.builderos.runner.engine;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.StepId;
import dev.builderos.contracts.runner.StepState;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Says what a fork takes over. What succeeded in the source is, unless it is the step to fork at, needs it, stands on a commit that
 * holds its work, or was approved by people: approvals are for one run, so a fork asks anew.
 */
public final class Forks {
    private final RunFold source;
    private final Fact.RunAdmitted fork;
    private final Plan next;
    private final StepId at;
    private final Set<StepId> anew = new HashSet<>();

    private Forks(RunFold source, Fact.RunAdmitted fork, Plan next, StepId at) {
        this.source = source;
        this.fork = fork;
        this.next = next;
        this.at = at;
    }

    /** What came of planning a fork. */
    public sealed interface Planned {
        record Ready(Forked forked) implements Planned {}

        /** There is no such step in the plan of the fork. */
        record UnknownStep(List<StepId> steps) implements Planned {
            public UnknownStep {
                steps = List.copyOf(steps);
            }
        }

        /** Nothing that is done anew would be done otherwise. */
        record NothingChanged() implements Planned {}
    }

    /**
     * Plans a fork.
     *
     * @param source a run that is over
     * @param facts how many facts it has
     * @param fork the fork as it would be admitted, without its origin
     * @param next the fork's plan
     * @param at the step from which on everything is done anew
     * @param changes what was swapped, for the record
     * @param tools digest of the tool registry
     */
    public static Planned plan(
            RunFold source,
            long facts,
            Fact.RunAdmitted fork,
            Plan next,
            StepId at,
            Map<String, String> changes,
            Digest tools) {
        Forks forks = new Forks(source, fork, next, at);
        if (IndexedSteps.find(next.steps(), at) == null
                || next.step(at).compensates() != null
                || source.steps().get(at) == null) {
            return new Planned.UnknownStep(next.steps().stream()
                    .filter(step -> step.compensates() == null)
                    .map(Plan.Step::id)
                    .toList());
        }
        forks.findWhatIsDoneAnew();
        if (changes.isEmpty() || !forks.isOtherwise(changes, tools)) {
            return new Planned.NothingChanged();
        }
        return new Planned.Ready(forks.forked(facts, changes));
    }

    /**
     * How a fork stands once everything it takes over is taken over, and nothing else has happened.
     *
     * @param fork as it was admitted
     */
    public static RunFold inherited(Fact.RunAdmitted fork, Plan plan) {
        RunFold fold = new RunFold(plan);
        Instant any = Instant.EPOCH;
        Forked forked = fork.forked();
        Deque<Fact> queue =
                new ArrayDeque<>(List.of(fork, new Fact.RunStarted(null, forked == null ? null : forked.baseCommit())));
        while (!queue.isEmpty()) {
            for (Command command : fold.apply(queue.remove(), any)) {
                if (command instanceof Command.Write write) {
                    queue.add(write.fact());
                }
            }
        }
        return fold;
    }

    /** The step, and what needs it, directly or not. */
    private void findWhatIsDoneAnew() {
        Map<StepId, List<StepId>> dependents = new HashMap<>();
        for (Plan.Step step : next.steps()) {
            step.needs()
                    .forEach(need -> dependents
                            .computeIfAbsent(need, id -> new ArrayList<>())
                            .add(step.id()));
        }
        Deque<StepId> open = new ArrayDeque<>(List.of(at));
        while (!open.isEmpty()) {
            StepId step = open.remove();
            if (anew.add(step)) {
                open.addAll(dependents.getOrDefault(step, List.of()));
            }
        }
    }

    private boolean isOtherwise(Map<String, String> changes, Digest tools) {
        return anew.stream().map(next::step).anyMatch(step -> {
            Plan.Step was = IndexedSteps.find(source.plan().steps(), step.id());
            return was == null
                    || !ContentKey.known(source.plan(), was, tools).equals(ContentKey.known(next, step, tools))
                    || asksFor(step, changes);
        });
    }

    /** A condition names inputs in words of its own. */
    private static boolean asksFor(Plan.Step step, Map<String, String> changes) {
        String when = step.when();
        return when != null
                && changes.keySet().stream()
                        .filter(change -> change.startsWith("input."))
                        .anyMatch(change -> when.contains("inputs." + change.substring("input.".length())));
    }

    private Forked forked(long facts, Map<String, String> changes) {
        Fact.RunStarted began = source.started();
        String base = began == null ? null : began.baseCommit();
        RunId run = fork.run();
        RunId from = Objects.requireNonNull(source.admitted()).run();
        if (run.equals(from)) {
            throw new IllegalArgumentException("a run cannot be forked from itself");
        }
        Forked wished = new Forked(
                from,
                facts,
                at,
                changes,
                base,
                base,
                Map.of(),
                candidates(from),
                source.history().taint());
        RunFold stands = inherited(fork.forkedFrom(wished), next);
        Set<StepId> taken = new HashSet<>();
        stands.steps().forEach((id, status) -> {
            if (status.reused() != null) {
                taken.add(id);
            }
        });
        return new Forked(
                from,
                facts,
                at,
                changes,
                base,
                base == null ? null : stands.head(),
                base == null ? Map.of() : stands.remains().laneHeads(),
                wished.kept().stream()
                        .filter(each -> isTakenOver(each.work().step(), taken))
                        .toList(),
                source.history().taint());
    }

    /** What a {@code foreach} goes over is only known to be the same when all of it is taken over. */
    private boolean isTakenOver(StepId id, Set<StepId> taken) {
        Plan.Step step = source.step(id).step();
        String lane = step.lane();
        boolean isItem = IndexedSteps.find(next.steps(), id) == null;
        return taken.contains(id) && (!isItem || (lane != null && isItemOf(taken, step, lane)));
    }

    private List<Forked.Kept> candidates(RunId from) {
        Map<String, Integer> spoilt = firstCommitsDoneAnew();
        List<Forked.Kept> kept = new ArrayList<>();
        source.steps().values().stream()
                .filter(status -> status.state() == StepState.SUCCEEDED)
                .sorted(Comparator.comparingInt(status -> status.order))
                .filter(status -> mayBeTakenOver(status, spoilt))
                .forEach(status -> kept.add(new Forked.Kept(work(status, from), items(status))));
        return kept;
    }

    private boolean mayBeTakenOver(StepStatus status, Map<String, Integer> spoilt) {
        Plan.Step step = status.step();
        if (isDoneAnew(step)
                || step.compensates() != null
                || step.gated()
                || status.contentKey() == null
                || status.calls().values().stream().anyMatch(call -> call.approval() != null)) {
            return false;
        }
        Integer first = spoilt.get(lane(step));
        return status.commit() == null || first == null || status.order < first;
    }

    /** The items of a step that is done anew are, too. */
    private boolean isDoneAnew(Plan.Step step) {
        String lane = step.lane();
        return anew.contains(step.id()) || (lane != null && isItemOf(anew, step, lane));
    }

    private boolean isItemOf(Set<StepId> joins, Plan.Step step, String lane) {
        if (IndexedSteps.find(source.plan().steps(), step.id()) != null) {
            return false;
        }
        String group = lane.substring(0, lane.lastIndexOf('/'));
        return joins.contains(new StepId(group.substring(group.lastIndexOf('/') + 1)));
    }

    /** A commit behind one of these, on the same branch, holds what is to be done anew. */
    private Map<String, Integer> firstCommitsDoneAnew() {
        Map<String, Integer> first = new HashMap<>();
        source.steps().values().stream()
                .filter(status -> status.commit() != null && isDoneAnew(status.step()))
                .forEach(status -> first.merge(lane(status.step()), status.order, Math::min));
        return first;
    }

    private static String lane(Plan.Step step) {
        return step.lane() == null ? "" : step.lane();
    }

    private static Fact.StepReused work(StepStatus status, RunId from) {
        Fact.StepReused before = status.reused();
        return new Fact.StepReused(
                status.step().id(),
                before == null ? from : before.from(),
                Objects.requireNonNull(status.contentKey()),
                status.outputs(),
                status.artifacts(),
                status.commit(),
                status.tree(),
                Fact.Reuse.FORK);
    }

    private @Nullable List<String> items(StepStatus status) {
        if (status.step().each() == null
                || !source.course().lanes.isJoin(status.step().id())) {
            return null;
        }
        List<String> items = new ArrayList<>();
        for (Lanes.Lane lane : source.course().lanes.group(status.step().id()).lanes()) {
            lane.members().stream()
                    .map(member -> member.step().variables().get("item"))
                    .filter(Objects::nonNull)
                    .forEach(items::add);
        }
        return items;
    }
}
