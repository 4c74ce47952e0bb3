package dev.builderos.runner.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.builderos.contracts.StepId;
import dev.builderos.contracts.effect.Verdict;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What holds of every journal, whatever happened. Judged from the facts alone, without the fold. */
final class Laws {
    private final Plan plan;
    private final Map<StepId, Fact> ends = new HashMap<>();
    private final Set<StepId> begun = new HashSet<>();
    private final Map<String, Verdict> verdicts = new HashMap<>();
    private final Set<String> asked = new HashSet<>();
    private final Set<String> granted = new HashSet<>();
    private final Set<String> grantedAttempts = new HashSet<>();
    private int finals;
    private int receipts;
    private boolean cancelled;

    Laws(Plan plan) {
        this.plan = plan;
    }

    void accepted(Fact fact) {
        assertThat(receipts).as("nothing follows the receipt").isZero();
        switch (fact) {
            case Fact.StepStarted it -> begun(it);
            case Fact.PolicyDecided it -> verdicts.put(key(it), it.verdict());
            case Fact.ApprovalRequested it -> {
                asked.add(key(it));
                granted.remove(key(it));
            }
            case Fact.ApprovalGranted it -> {
                granted.add(key(it));
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
            case Fact.RunCancelRequested ignored -> cancelled = true;
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

    void closed(boolean neverStarted) {
        assertThat(finals).as("the run ends").isEqualTo(1);
        assertThat(receipts).as("a receipt is issued").isEqualTo(1);
        if (neverStarted) {
            return;
        }
        assertThat(ends.keySet()).as("every step is over").hasSameSizeAs(plan.steps());
        for (Plan.Step step : plan.steps()) {
            if (step.compensates() != null && begun.contains(step.id()) && !cancelled) {
                assertThat(ends.get(step.id()))
                        .as("nothing but a cancel stops %s", step.id())
                        .isNotInstanceOf(Fact.StepCancelled.class);
            }
        }
    }

    private void begun(Fact.StepStarted fact) {
        Plan.Step step = plan.step(fact.step());
        assertThat(cancelled).as("nothing starts after a cancel").isFalse();
        assertThat(ends).as("a step that is over stays so").doesNotContainKey(step.id());
        begun.add(step.id());
        if (step.work() instanceof Work.Join) {
            Plan.Group group = group(step.id());
            long passed = group.lanes().stream().filter(this::passed).count();
            assertThat(passed).as("enough lanes of %s", step.id()).isGreaterThanOrEqualTo(group.needed());
            assertThat(step.needs()).allMatch(ends::containsKey);
        } else if (step.compensates() != null) {
            assertThat(ends.get(step.compensates())).isInstanceOf(Fact.StepFailed.class);
        } else {
            assertThat(step.needs()).as("what %s waits for", step.id()).allMatch(this::passed);
        }
        if (step.lane() != null) {
            Plan.Group group = plan.groups().stream()
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
        return ends.get(id) instanceof Fact.StepSucceeded
                || (ends.get(id) instanceof Fact.StepFailed && plan.step(id).continueOnFailure());
    }

    private boolean passed(String lane) {
        return plan.steps().stream()
                .filter(step -> lane.equals(step.lane()) && step.compensates() == null)
                .allMatch(step -> passed(step.id()));
    }

    private boolean active(String lane) {
        return plan.steps().stream()
                        .filter(step -> lane.equals(step.lane()))
                        .anyMatch(step -> begun.contains(step.id()))
                && !plan.steps().stream()
                        .filter(step -> lane.equals(step.lane()))
                        .allMatch(step -> ends.containsKey(step.id()));
    }

    private Plan.Group group(StepId id) {
        return plan.groups().stream()
                .filter(each -> each.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private boolean isGated(StepId id) {
        return plan.step(id).gates().contains("approval");
    }

    private static String key(Fact.OfCall fact) {
        return fact.step() + "#" + fact.attempt() + "/" + fact.callId();
    }
}
