package dev.builderos.runner.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.builderos.contracts.ApprovalId;
import dev.builderos.contracts.StepId;
import dev.builderos.contracts.effect.Verdict;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What holds of every journal, whatever happened. Judged from the facts alone, without the fold. */
final class Laws {
    private final Plan plan;
    private final Map<StepId, Plan.Step> steps = new HashMap<>();
    private final Map<StepId, Plan.Group> groups = new HashMap<>();
    private boolean paused;
    private boolean started;
    private final Map<StepId, Fact> ends = new HashMap<>();
    private final Set<StepId> begun = new HashSet<>();
    private final Map<String, Verdict> verdicts = new HashMap<>();
    private final Set<String> asked = new HashSet<>();
    private final Set<String> granted = new HashSet<>();
    private final Set<String> grantedAttempts = new HashSet<>();
    private final Map<ApprovalId, Fact.ApprovalGranted> approvedEarlier = new HashMap<>();
    private int finals;
    private int receipts;
    private boolean cancelled;

    Laws(Plan plan) {
        this.plan = plan;
        plan.steps().forEach(step -> steps.put(step.id(), step));
        plan.groups().forEach(group -> groups.put(group.id(), group));
    }

    void accepted(Fact fact) {
        assertThat(receipts == 0 || fact instanceof Fact.RunReopened)
                .as("nothing but another opening follows the receipt")
                .isTrue();
        switch (fact) {
            case Fact.RunReopened it -> reopened(it);
            case Fact.RunStarted ignored -> started = true;
            case Fact.RunPaused ignored -> paused = true;
            case Fact.RunUnpaused ignored -> paused = false;
            case Fact.StepExpanded it -> {
                Plan.Step join = steps.get(it.step());
                Expansion made = Expansion.of(join, join.each(), it.items());
                groups.put(it.step(), made.group());
                made.steps().forEach(step -> steps.put(step.id(), step));
            }
            case Fact.StepReused it -> {
                assertThat(isGated(it.step())).as("a gate is not gone around").isFalse();
                assertThat(steps.get(it.step()).needs()).allMatch(need -> passed(need) || isJoin(it.step()));
                ended(it);
            }
            case Fact.StepStarted it -> begun(it);
            case Fact.PolicyDecided it -> verdicts.put(key(it), it.verdict());
            case Fact.ApprovalRequested it -> {
                asked.add(key(it));
                granted.remove(key(it));
            }
            case Fact.ApprovalGranted it -> {
                granted.add(key(it));
                approvedEarlier.put(it.approvalId(), it);
                grantedAttempts.add(it.step() + "#" + it.attempt());
            }
            case Fact.EffectReused it -> {
                assertThat(verdicts.get(key(it))).as("a judged effect").isIn(Verdict.ALLOW, Verdict.ASK);
                assertThat(approvedEarlier.get(it.approvalId()))
                        .as("an approval of an earlier attempt of this step")
                        .isNotNull()
                        .matches(granted -> granted.step().equals(it.step()) && granted.attempt() < it.attempt());
                grantedAttempts.add(it.step() + "#" + it.attempt());
            }
            case Fact.EffectIntended it -> permitted(it);
            case Fact.EffectCompleted it -> permitted(it);
            case Fact.StepSucceeded it -> {
                if (isGated(it.step())) {
                    assertThat(grantedAttempts).as("a gate is passed").contains(it.step() + "#" + it.attempt());
                }
                ended(it);
            }
            case Fact.StepFailed it -> {
                if (it.retryAt() == null) {
                    ended(it);
                }
            }
            case Fact.StepSkipped it -> ended(it);
            case Fact.StepCancelled it -> ended(it);
            case Fact.RunCancelRequested ignored -> {
                cancelled = true;
                started = true;
            }
            case Fact.RunSucceeded ignored -> {
                finals++;
                assertThat(plan.steps().stream()
                                .filter(step -> step.lane() == null && step.compensates() == null)
                                .filter(step -> !passed(step.id())))
                        .as("what did not pass in a run that succeeded")
                        .isEmpty();
            }
            case Fact.RunFailed ignored -> finals++;
            case Fact.RunCancelled ignored -> {
                finals++;
                assertThat(cancelled).as("only who is asked to cancel cancels").isTrue();
            }
            case Fact.ReceiptIssued ignored -> receipts++;
            default -> {}
        }
        assertThat(finals).as("one end of the run").isLessThanOrEqualTo(1);
    }

    void closed() {
        assertThat(finals).as("the run ends").isEqualTo(1);
        assertThat(receipts).as("a receipt is issued").isEqualTo(1);
        if (!started) {
            return;
        }
        assertThat(ends.keySet()).as("every step is over").hasSameSizeAs(steps.keySet());
        for (Plan.Step step : steps.values()) {
            if (step.compensates() != null && begun.contains(step.id()) && !cancelled) {
                assertThat(ends.get(step.id()))
                        .as("nothing but a cancel stops %s", step.id())
                        .isNotInstanceOf(Fact.StepCancelled.class);
            }
        }
    }

    private void begun(Fact.StepStarted fact) {
        Plan.Step step = steps.get(fact.step());
        assertThat(paused && step.compensates() == null)
                .as("nothing starts while paused")
                .isFalse();
        assertThat(cancelled).as("nothing starts after a cancel").isFalse();
        assertThat(ends).as("a step that is over stays so").doesNotContainKey(step.id());
        begun.add(step.id());
        if (step.work() instanceof Work.Join) {
            Plan.Group group = group(step.id());
            long passed = group.lanes().stream().filter(this::passed).count();
            assertThat(passed).as("enough lanes of %s", step.id()).isGreaterThanOrEqualTo(group.needed());
            assertThat(step.needs()).allMatch(ends::containsKey);
            assertThat(group.lanes()).allMatch(this::over);
        } else if (step.compensates() != null) {
            assertThat(ends.get(step.compensates())).isInstanceOf(Fact.StepFailed.class);
        } else {
            assertThat(step.needs()).as("what %s waits for", step.id()).allMatch(this::passed);
        }
        if (step.lane() != null) {
            Plan.Group group = groups.values().stream()
                    .filter(each -> each.lanes().contains(step.lane()))
                    .findFirst()
                    .orElseThrow();
            assertThat(group.lanes().stream().filter(this::active).count())
                    .as("lanes at once in %s", group.id())
                    .isLessThanOrEqualTo(group.maxParallel());
        }
    }

    private void permitted(Fact.OfCall fact) {
        String key = key(fact);
        assertThat(verdicts.get(key)).as("a judged effect").isIn(Verdict.ALLOW, Verdict.ASK);
        if (verdicts.get(key) == Verdict.ASK || isGated(fact.step()) || asked.contains(key)) {
            assertThat(granted).as("approval of %s", key).contains(key);
        }
    }

    private void ended(Fact.OfStep fact) {
        assertThat(ends.put(fact.step(), fact)).as("the end of %s", fact.step()).isNull();
    }

    private boolean passed(StepId id) {
        return switch (ends.get(id)) {
            case Fact.StepSucceeded ignored -> true;
            case Fact.StepReused ignored -> true;
            case Fact.StepFailed ignored -> steps.get(id).continueOnFailure();
            case Fact.StepSkipped it -> it.reason().startsWith("when ");
            case null, default -> false;
        };
    }

    private boolean passed(String lane) {
        return steps.values().stream()
                .filter(step -> lane.equals(step.lane()) && step.compensates() == null)
                .allMatch(step -> passed(step.id()));
    }

    private boolean active(String lane) {
        return steps.values().stream().filter(step -> isWithin(step, lane)).anyMatch(step -> begun.contains(step.id()))
                && !over(lane);
    }

    private boolean over(String lane) {
        return steps.values().stream()
                .filter(step -> isWithin(step, lane))
                .allMatch(step -> ends.containsKey(step.id()));
    }

    private static boolean isWithin(Plan.Step step, String lane) {
        return step.lane() != null && (step.lane() + "/").startsWith(lane + "/");
    }

    private boolean isJoin(StepId id) {
        return steps.get(id).work() instanceof Work.Join;
    }

    /** What is kept stays over; of everything else nothing is left but its history. */
    private void reopened(Fact.RunReopened fact) {
        Set<StepId> stays = new HashSet<>();
        for (Plan.Step step : steps.values()) {
            boolean inKeptLanes = groups.values().stream()
                    .filter(group -> fact.kept().contains(group.id()))
                    .flatMap(group -> group.lanes().stream())
                    .anyMatch(lane -> isWithin(step, lane));
            boolean takesBackKept = step.compensates() != null && fact.kept().contains(step.compensates());
            if (fact.kept().contains(step.id()) || inKeptLanes || takesBackKept) {
                stays.add(step.id());
            }
        }
        for (StepId kept : fact.kept()) {
            assertThat(passed(kept)).as("%s is kept", kept).isTrue();
        }
        ends.keySet().retainAll(stays);
        steps.keySet().removeIf(id -> !stays.contains(id) && IndexedSteps.find(plan.steps(), id) == null);
        groups.values()
                .removeIf(group -> !stays.contains(group.id()) && !plan.groups().contains(group));
        begun.clear();
        started = false;
        finals = 0;
        receipts = 0;
        cancelled = false;
        paused = false;
    }

    private Plan.Group group(StepId id) {
        return groups.get(id);
    }

    private boolean isGated(StepId id) {
        return steps.get(id).gated();
    }

    private static String key(Fact.OfCall fact) {
        return fact.step() + "#" + fact.attempt() + "/" + fact.callId();
    }
}
