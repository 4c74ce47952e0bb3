package dev.builderos.it;

import com.fasterxml.jackson.databind.JsonNode;
import dev.builderos.contracts.journal.FactRecord;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The states of a run and its steps as a table, written down once more from the format of the journal and without the engine,
 * so that an error of the engine is no error of its judge.
 */
final class Course {
    private enum Step {
        PENDING,
        RUNNING,
        WAITING,
        RETRYING,
        OVER
    }

    private enum Run {
        NEW,
        ADMITTED,
        STARTED,
        /** Nothing starts any more; steps are only brought to their ends. */
        CANCELLING,
        OVER,
        CLOSED
    }

    private record Move(Set<Step> from, Step to) {}

    private static final Set<Step> UNFINISHED = EnumSet.complementOf(EnumSet.of(Step.OVER));
    private static final Move AT_WORK = new Move(EnumSet.of(Step.RUNNING), Step.RUNNING);
    private static final Move ANSWERED = new Move(EnumSet.of(Step.WAITING), Step.RUNNING);
    private static final Map<String, Move> STEPS = Map.ofEntries(
            Map.entry("StepStarted", new Move(EnumSet.of(Step.PENDING, Step.RETRYING), Step.RUNNING)),
            Map.entry("StepReused", new Move(EnumSet.of(Step.PENDING), Step.OVER)),
            Map.entry("ModelAnswered", AT_WORK),
            Map.entry("ToolCalled", AT_WORK),
            Map.entry("PolicyDecided", AT_WORK),
            Map.entry("EffectIntended", AT_WORK),
            Map.entry("EffectCompleted", AT_WORK),
            Map.entry("EffectUnknown", AT_WORK),
            Map.entry("ApprovalRequested", new Move(EnumSet.of(Step.RUNNING), Step.WAITING)),
            Map.entry("ApprovalGranted", ANSWERED),
            Map.entry("ApprovalRefused", ANSWERED),
            Map.entry("StepSucceeded", new Move(EnumSet.of(Step.RUNNING), Step.OVER)),
            Map.entry("StepSkipped", new Move(EnumSet.of(Step.PENDING), Step.OVER)),
            Map.entry("StepCancelled", new Move(UNFINISHED, Step.OVER)));
    private static final Set<String> STAYING = Set.of("StepExpanded", "StepTimedOut");
    private static final Set<String> OUTCOMES = Set.of("RunSucceeded", "RunFailed", "RunCancelled");
    private static final Set<String> BETWEEN =
            Set.of("RunQueued", "RunReleased", "RunPaused", "RunUnpaused", "RunTimedOut", "RunTakenOver");

    private final Map<String, Step> steps = new LinkedHashMap<>();
    private final List<String> wrong = new ArrayList<>();
    private final Map<String, Long> latest = new HashMap<>();
    private final List<String> outcomes = new ArrayList<>();
    private Run run = Run.NEW;

    private Course() {}

    /** What these facts do that they may not, in words. */
    static List<String> violations(List<FactRecord> facts) {
        Course course = new Course();
        facts.forEach(course::take);
        return List.copyOf(course.wrong);
    }

    /** Steps without an outcome in a run that is over, and outcomes under an epoch that is not the step's latest. */
    static List<String> unsettled(List<FactRecord> facts) {
        Course course = new Course();
        facts.forEach(course::take);
        List<String> unsettled = new ArrayList<>(course.outcomes);
        if (course.run == Run.OVER || course.run == Run.CLOSED) {
            course.steps.forEach((step, state) -> {
                if (state != Step.OVER) {
                    unsettled.add(step + " has no outcome");
                }
            });
        } else {
            unsettled.add("the run is not over");
        }
        return unsettled;
    }

    private void take(FactRecord fact) {
        JsonNode step = fact.body().path("step");
        String type = fact.type();
        if (OUTCOMES.contains(type)) {
            demand(mayEnd(type), fact);
            run = Run.OVER;
        } else if (type.equals("RunAdmitted")) {
            demand(run == Run.NEW, fact);
            run = Run.ADMITTED;
            outline(fact, Set.of());
        } else if (type.equals("RunStarted")) {
            demand(run == Run.ADMITTED, fact);
            run = Run.STARTED;
        } else if (type.equals("ReceiptIssued")) {
            demand(run == Run.OVER, fact);
            run = Run.CLOSED;
        } else if (type.equals("RunReopened")) {
            demand(run == Run.OVER || run == Run.CLOSED, fact);
            run = Run.ADMITTED;
            Set<String> kept = new HashSet<>();
            fact.body().path("kept").forEach(each -> kept.add(each.asText()));
            outline(fact, kept);
        } else if (type.equals("RunCancelRequested")) {
            demand(run == Run.ADMITTED || run == Run.STARTED, fact);
            run = Run.CANCELLING;
        } else if (BETWEEN.contains(type)) {
            demand(isUnderWay() || run == Run.ADMITTED, fact);
        } else if (step.isTextual()) {
            demand(isUnderWay(), fact);
            demand(run == Run.STARTED || !type.equals("StepStarted"), fact);
            move(step.asText(), fact);
        } else {
            demand(false, fact);
        }
    }

    private boolean isUnderWay() {
        return run == Run.STARTED || run == Run.CANCELLING;
    }

    /** A run may fail before it starts; one that people cancelled is cancelled whatever else happened. */
    private boolean mayEnd(String type) {
        return switch (type) {
            case "RunSucceeded" -> run == Run.STARTED;
            case "RunFailed" -> run == Run.STARTED || run == Run.ADMITTED;
            default -> run == Run.CANCELLING;
        };
    }

    private void outline(FactRecord fact, Set<String> kept) {
        Map<String, Step> before = Map.copyOf(steps);
        steps.clear();
        fact.body().path("steps").forEach(each -> {
            String id = each.path("id").asText();
            boolean stays = kept.contains(id) && before.get(id) == Step.OVER;
            steps.put(id, stays ? Step.OVER : Step.PENDING);
        });
    }

    /** Steps of a {@code foreach} are in no outline; they are pending until something is said of them. */
    private void move(String step, FactRecord fact) {
        Step from = steps.getOrDefault(step, Step.PENDING);
        long epoch = Math.max(latest.getOrDefault(step, 0L), fact.epoch());
        latest.put(step, epoch);
        if (STAYING.contains(fact.type())) {
            demand(UNFINISHED.contains(from), fact);
            return;
        }
        Move move = fact.type().equals("StepFailed") ? failed(fact) : STEPS.get(fact.type());
        demand(move != null && move.from().contains(from), fact);
        if (move == null) {
            return;
        }
        steps.put(step, move.to());
        if (move.to() == Step.OVER && from == Step.OVER) {
            outcomes.add(step + " has a second outcome, fact " + fact.seq());
        }
        if (move.to() == Step.OVER && fact.epoch() != epoch) {
            outcomes.add(step + " has its outcome under epoch " + fact.epoch() + " though it got to " + epoch);
        }
    }

    private static Move failed(FactRecord fact) {
        return fact.body().path("retryAt").isTextual()
                ? new Move(EnumSet.of(Step.RUNNING), Step.RETRYING)
                : new Move(UNFINISHED, Step.OVER);
    }

    private void demand(boolean legal, FactRecord fact) {
        if (!legal) {
            wrong.add("fact " + fact.seq() + ", " + fact.type() + " of "
                    + fact.body().path("step").asText("the run") + ", follows in state " + run);
        }
    }
}
