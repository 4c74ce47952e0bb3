package dev.builderos.it;

import com.fasterxml.jackson.databind.JsonNode;
import dev.builderos.contracts.Digest;
import dev.builderos.contracts.journal.FactRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Holds evidence against the invariants. Pure: the same evidence, the same verdict. */
final class Invariants {
    /** A client waits this long; whoever has no answer by then hangs. */
    static final Duration DEADLINE = Duration.ofSeconds(30);

    private static final Set<String> EFFECTS = Set.of("EffectIntended", "EffectCompleted");

    private final Evidence evidence;
    private final List<Violation> violations = new ArrayList<>();

    record Violation(Invariant invariant, String what) {
        @Override
        public String toString() {
            return invariant + " (" + invariant.claim() + "): " + what;
        }
    }

    private Invariants(Evidence evidence) {
        this.evidence = evidence;
    }

    /** Everything that does not hold. */
    static List<Violation> violated(Evidence evidence) {
        Invariants check = new Invariants(evidence);
        check.acknowledgements();
        check.phantoms();
        evidence.journals().forEach(check::journal);
        evidence.seen().forEach(check::follower);
        check.machine();
        check.calls();
        return List.copyOf(check.violations);
    }

    private void acknowledgements() {
        evidence.acked().forEach((key, run) -> {
            require(evidence.journals().containsKey(run), Invariant.I1, "run " + run + " of " + key + " is gone");
            String again = evidence.answered().getOrDefault(key, "nothing");
            require(again.equals(run), Invariant.I1, key + " was told run " + run + " and is told " + again + " now");
        });
    }

    private void phantoms() {
        Set<String> asked = new HashSet<>(evidence.answered().values());
        evidence.journals()
                .keySet()
                .forEach(run -> require(asked.contains(run), Invariant.I2, "nobody asked for run " + run));
        evidence.ledger()
                .forEach(entry ->
                        require(asked.contains(entry.run()), Invariant.I2, "nobody asked for what " + entry + " did"));
        require(
                asked.size() == evidence.answered().size(),
                Invariant.I2,
                evidence.answered().size() + " keys made " + asked.size() + " runs");
    }

    private void journal(String run, List<FactRecord> facts) {
        numbersAndHashes(run, facts);
        epochs(run, facts);
        Course.violations(facts).forEach(what -> violated(Invariant.I6, run, what));
        Course.unsettled(facts).forEach(what -> violated(Invariant.I3, run, what));
        decisions(run, facts);
        effects(run, facts);
    }

    private void numbersAndHashes(String run, List<FactRecord> facts) {
        Digest last = FactRecord.GENESIS;
        long seq = 0;
        for (FactRecord fact : facts) {
            seq++;
            if (fact.seq() != seq) {
                violated(Invariant.I7, run, "fact " + fact.seq() + " stands at place " + seq);
                seq = fact.seq();
            }
            if (!fact.prev().equals(last) || !fact.intact()) {
                violated(Invariant.I8, run, "the chain breaks at fact " + fact.seq());
            }
            last = fact.hash();
        }
    }

    private void epochs(String run, List<FactRecord> facts) {
        Evidence.Fence fence = evidence.fences().get(run);
        long epoch = 0;
        for (FactRecord fact : facts) {
            boolean late = fence != null && fact.seq() > fence.seq() && fact.epoch() < fence.epoch();
            if (fact.epoch() < epoch || late) {
                violated(Invariant.I4, run, "fact " + fact.seq() + " is written under epoch " + fact.epoch());
            }
            epoch = Math.max(epoch, fact.epoch());
        }
    }

    private void decisions(String run, List<FactRecord> facts) {
        Set<String> permitted = new HashSet<>();
        for (FactRecord fact : facts) {
            JsonNode body = fact.body();
            String call = body.path("step").asText() + "/"
                    + body.path("attempt").asText() + "/" + body.path("callId").asText();
            if (fact.type().equals("PolicyDecided")
                    && !body.path("verdict").asText().equals("DENY")) {
                permitted.add(call);
            } else if (EFFECTS.contains(fact.type()) && !permitted.contains(call)) {
                violated(Invariant.I9, run, "fact " + fact.seq() + " is an effect of the undecided call " + call);
            }
        }
    }

    private void effects(String run, List<FactRecord> facts) {
        Map<String, Integer> granted = new HashMap<>();
        Map<String, Instant> over = new HashMap<>();
        for (FactRecord fact : facts) {
            String step = fact.body().path("step").asText();
            if (fact.type().equals("ApprovalGranted")) {
                granted.merge(step, 1, Integer::sum);
            } else if (fact.type().equals("StepSucceeded")) {
                over.put(step, fact.at());
            }
        }
        Map<String, List<Ledger.Entry>> entries = new HashMap<>();
        evidence.ledger().stream()
                .filter(entry -> entry.run().equals(run))
                .forEach(entry -> entries.computeIfAbsent(entry.step(), step -> new ArrayList<>())
                        .add(entry));
        over.keySet().stream()
                .filter(step -> Workload.STEPS.contains(step) && !entries.containsKey(step))
                .forEach(step -> violated(Invariant.I5, run, step + " succeeded and did nothing"));
        granted.forEach((step, approvals) -> require(
                entries.getOrDefault(step, List.of()).size() <= approvals,
                Invariant.I5,
                step + " of " + run + " happened more often than it was approved"));
        over.forEach((step, at) -> entries.getOrDefault(step, List.of()).stream()
                .filter(entry -> entry.at().isAfter(at.plusMillis(1).plus(evidence.clockError())))
                .forEach(entry -> violated(
                        Invariant.I3, run, step + " was at work at " + entry.at() + " though it was over at " + at)));
    }

    private void follower(String run, List<Evidence.Sight> sights) {
        long next = 1;
        for (Evidence.Sight sight : sights) {
            long from = switch (sight) {
                case Evidence.Sight.Seen number -> number.seq();
                case Evidence.Sight.Gap gap -> gap.from();
            };
            if (from != next) {
                violated(Invariant.I7, run, "a follower saw " + from + " where " + next + " was to come");
            }
            next = switch (sight) {
                case Evidence.Sight.Seen number -> number.seq() + 1;
                case Evidence.Sight.Gap gap -> gap.to() + 1;
            };
        }
        long all = evidence.journals().getOrDefault(run, List.of()).size();
        require(next == all + 1, Invariant.I7, "a follower of run " + run + " saw " + (next - 1) + " of " + all);
    }

    private void machine() {
        evidence.recoveries()
                .forEach(each -> require(
                        each.took().compareTo(each.most()) <= 0,
                        Invariant.I14,
                        "after " + each.from() + " it took " + each.took() + ", more than " + each.most()));
        evidence.leftovers().forEach(each -> require(false, Invariant.I15, each));
        evidence.outbox()
                .forEach((service, rows) ->
                        require(rows == 0, Invariant.I18, rows + " rows are in the outbox of " + service));
    }

    private void calls() {
        for (Evidence.Call call : evidence.calls()) {
            boolean ended = switch (call.end()) {
                case RESULT, TYPED_ERROR, CUT -> call.took().compareTo(DEADLINE) <= 0;
                case UNTYPED_ERROR, HUNG -> false;
            };
            require(ended, Invariant.I20, call.toString());
        }
    }

    private void require(boolean holds, Invariant invariant, String what) {
        if (!holds) {
            violations.add(new Violation(invariant, what));
        }
    }

    private void violated(Invariant invariant, String run, String what) {
        violations.add(new Violation(invariant, "run " + run + ": " + what));
    }
}
