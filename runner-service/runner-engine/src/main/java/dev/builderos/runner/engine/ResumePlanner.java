package dev.builderos.runner.engine;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.StepId;
import dev.builderos.contracts.runner.StepState;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Says before anything happens what a run that is over would do if it were taken up again with a plan. A step is kept when it
 * went well, what is known of its key is the same, and everything it needs is kept; what is invalidated runs again with
 * everything that needs it. A join that went well keeps its lanes as they are, also those it did without.
 */
public final class ResumePlanner {
    private final RunFold ended;
    private final Plan next;
    private final Digest tools;
    private final @Nullable String image;
    private final Set<StepId> invalidated;
    private final Map<StepId, Findings> findings = new HashMap<>();
    private final Map<StepId, Plan.Group> groups = new HashMap<>();
    private final Map<StepId, Plan.Group> formerGroups = new HashMap<>();

    private ResumePlanner(
            RunFold ended, Plan next, Digest tools, @Nullable String image, Collection<StepId> invalidated) {
        this.ended = ended;
        this.next = next;
        this.tools = tools;
        this.image = image;
        this.invalidated = new HashSet<>(invalidated);
        next.groups().forEach(group -> groups.put(group.id(), group));
        ended.plan().groups().forEach(group -> formerGroups.put(group.id(), group));
    }

    /**
     * What was found of a step.
     *
     * @param changed why its result does not hold any more
     * @param outcome why there is no result that could hold
     */
    private record Findings(boolean isNew, List<String> changed, List<String> outcome) {
        boolean keeps() {
            return !isNew && changed.isEmpty() && outcome.isEmpty();
        }
    }

    /**
     * The plan for taking a run up again.
     *
     * @param ended the run
     * @param next what it would follow from then on
     * @param tools digest of the tool registry as it is now
     * @param image what the sandbox provides now; null when that is not to be compared
     * @param invalidated steps that run again in any case
     */
    public static ResumePlan plan(
            RunFold ended, Plan next, Digest tools, @Nullable String image, Collection<StepId> invalidated) {
        return new ResumePlanner(ended, next, tools, image, invalidated).plan();
    }

    /** The step that left the newest file of this name. */
    public static Optional<StepId> producerOf(RunFold run, String artifact) {
        StepStatus newest = null;
        for (StepStatus status : run.steps().values()) {
            boolean left =
                    status.artifacts().stream().anyMatch(each -> each.name().equals(artifact));
            if (left && (newest == null || status.order > newest.order)) {
                newest = status;
            }
        }
        return Optional.ofNullable(newest).map(status -> status.step().id());
    }

    private ResumePlan plan() {
        for (Plan.Step step : next.steps()) {
            findAll(step);
        }
        Set<String> settled = new HashSet<>();
        for (Plan.Group group : next.groups()) {
            Findings join = findings.get(group.id());
            if (join != null && join.keeps()) {
                settled.addAll(group.lanes());
            }
        }
        List<ResumePlan.StepPlan> steps = new ArrayList<>();
        List<StepId> kept = new ArrayList<>();
        for (Plan.Step step : next.steps()) {
            if (step.compensates() == null) {
                boolean isSettled = isWithin(step.lane(), settled);
                ResumePlan.StepPlan planned = plan(step, isSettled);
                steps.add(planned);
                if (planned.decision() instanceof ResumePlan.Keep && !isSettled) {
                    kept.add(step.id());
                }
            }
        }
        return new ResumePlan(steps, kept);
    }

    private static boolean isWithin(@Nullable String lane, Set<String> lanes) {
        for (String at = lane; at != null; ) {
            if (lanes.contains(at)) {
                return true;
            }
            int slash = at.lastIndexOf('/');
            at = slash < 0 ? null : at.substring(0, slash);
        }
        return false;
    }

    private ResumePlan.StepPlan plan(Plan.Step step, boolean settled) {
        StepStatus was = ended.steps().get(step.id());
        Findings found = findings.get(step.id());
        ResumePlan.Decision decision;
        if (found == null || (found.isNew() && !settled)) {
            decision = new ResumePlan.RunFirst();
        } else if (settled || found.keeps()) {
            decision = new ResumePlan.Keep();
        } else {
            List<String> reasons = new ArrayList<>(found.changed());
            reasons.addAll(found.outcome());
            decision = new ResumePlan.RunAgain(reasons);
        }
        boolean gated =
                step.gated() || (step.each() != null && step.each().template().gated());
        boolean asked = was != null && was.calls().values().stream().anyMatch(call -> call.approval() != null);
        return new ResumePlan.StepPlan(
                step.id(),
                decision,
                was == null ? null : was.state(),
                (gated || asked) && !(decision instanceof ResumePlan.Keep),
                ended.remains().effects(step.id()));
    }

    /** Looks at a step after everything it needs; without recursion, as plans are long. */
    private void findAll(Plan.Step first) {
        Deque<Plan.Step> open = new ArrayDeque<>(List.of(first));
        while (!open.isEmpty()) {
            Plan.Step step = open.peek();
            if (findings.containsKey(step.id())) {
                open.pop();
                continue;
            }
            int before = open.size();
            for (StepId need : step.needs()) {
                if (!findings.containsKey(need)) {
                    open.push(next.step(need));
                }
            }
            if (open.size() == before) {
                open.pop();
                findings.put(step.id(), find(step));
            }
        }
    }

    private Findings find(Plan.Step step) {
        StepStatus was = ended.steps().get(step.id());
        List<String> changed = new ArrayList<>();
        List<String> outcome = new ArrayList<>();
        if (invalidated.contains(step.id())) {
            changed.add("it was invalidated");
        }
        for (StepId need : step.needs()) {
            Findings of = findings.get(need);
            // A join may have done without a lane whose later steps were never reached.
            boolean isNew = of != null
                    && of.isNew()
                    && !(isLanesJoin(step) && ended.steps().containsKey(need));
            if (of != null && (isNew || !of.changed().isEmpty())) {
                changed.add("it needs " + need + ", which runs " + (isNew ? "for the first time" : "again"));
            } else if (of != null && !of.outcome().isEmpty() && !isLanesJoin(step)) {
                outcome.add("it needs " + need + ", which runs again");
            }
        }
        if (was == null
                || (was.attempt() == 0
                        && was.state() != StepState.SUCCEEDED
                        && was.state() != StepState.FAILED
                        && !was.ruledOut)) {
            return new Findings(true, changed, outcome);
        }
        changed.addAll(differences(step, was));
        if (was.state() != StepState.SUCCEEDED && !was.ruledOut) {
            outcome.add("it "
                    + switch (was.state()) {
                        case FAILED -> "failed" + (was.message() == null ? "" : ": " + was.message());
                        case CANCELLED -> "was cancelled";
                        case SKIPPED -> "was skipped";
                        case PENDING, RUNNING, WAITING, RETRYING, UNKNOWN, SUCCEEDED ->
                            "is " + was.state().name().toLowerCase(Locale.ROOT);
                    });
        }
        return new Findings(false, changed, outcome);
    }

    private static boolean isLanesJoin(Plan.Step step) {
        return step.work() instanceof Work.Join && step.each() == null;
    }

    private List<String> differences(Plan.Step step, StepStatus was) {
        List<String> sentences = new ArrayList<>();
        if (isLanesJoin(step) && !Objects.equals(groups.get(step.id()), formerGroups.get(step.id()))) {
            sentences.add("the lanes it joins changed");
        }
        Map<String, String> before = new TreeMap<>(
                was.keyParts().isEmpty()
                        ? ContentKey.known(ended.plan(), was.step(), tools).parts()
                        : was.keyParts());
        Map<String, String> after =
                new TreeMap<>(ContentKey.known(next, step, tools).parts());
        if (image != null && before.containsKey("image")) {
            after.put("image", image);
        }
        Set<String> comparable = new HashSet<>(after.keySet());
        before.keySet().stream()
                .filter(part -> part.startsWith("value.inputs."))
                .forEach(comparable::add);
        before.keySet().retainAll(comparable);
        if (was.keyParts().isEmpty()) {
            after.keySet().retainAll(before.keySet());
        }
        sentences.addAll(ContentKey.explain(before, after, List.of()));
        return sentences;
    }
}
