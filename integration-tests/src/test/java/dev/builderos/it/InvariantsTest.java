package dev.builderos.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.builderos.contracts.Digest;
import dev.builderos.contracts.journal.FactRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A checker that finds nothing is worth what it finds when something is wrong. */
class InvariantsTest {
    private static final Instant BEGAN = Instant.parse("2026-01-01T00:00:00Z");
    private static final String RUN = "run-1";
    private static final List<Line> SOUND = List.of(
            line("RunAdmitted", 1, "{\"steps\":[{\"id\":\"open\"},{\"id\":\"release\"}]}"),
            line("RunStarted", 1, "{}"),
            line("StepStarted", 1, of("open", 1)),
            line("ToolCalled", 1, call("open", 1)),
            line("RunTakenOver", 2, "{\"runner\":\"local\"}"),
            line("PolicyDecided", 2, decided("open", "ALLOW")),
            line("EffectCompleted", 2, call("open", 1)),
            line("StepSucceeded", 2, of("open", 1)),
            line("StepStarted", 2, of("release", 1)),
            line("ToolCalled", 2, call("release", 1)),
            line("PolicyDecided", 2, decided("release", "ASK")),
            line("ApprovalRequested", 2, call("release", 1)),
            line("ApprovalGranted", 2, call("release", 1)),
            line("EffectIntended", 2, call("release", 1)),
            line("EffectCompleted", 2, call("release", 1)),
            line("StepSucceeded", 2, of("release", 1)),
            line("RunSucceeded", 2, "{}"),
            line("ReceiptIssued", 2, "{}"));

    private record Line(String type, long epoch, String body) {}

    @Test
    void findsNothingWhereNothingIsWrong() {
        assertThat(Invariants.violated(sound())).isEmpty();
    }

    @Test
    void takesARunThatWasReopenedAndATryThatWasRepeated() {
        List<Line> lines = new ArrayList<>(SOUND);
        lines.add(
                line("RunReopened", 3, "{\"kept\":[\"release\"],\"steps\":[{\"id\":\"open\"},{\"id\":\"release\"}]}"));
        lines.add(line("RunStarted", 3, "{}"));
        lines.add(line("StepStarted", 3, of("open", 2)));
        lines.add(line("StepFailed", 3, "{\"step\":\"open\",\"attempt\":2,\"retryAt\":\"2026-01-01T00:00:01Z\"}"));
        lines.add(line("StepStarted", 3, of("open", 3)));
        lines.add(line("StepSucceeded", 3, of("open", 3)));
        lines.add(line("RunSucceeded", 3, "{}"));
        lines.add(line("ReceiptIssued", 3, "{}"));
        Evidence evidence = with(sound(), chained(lines));

        assertThat(Invariants.violated(followed(evidence, lines.size()))).isEmpty();
    }

    @Test
    void takesARunThatWasCancelledBeforeItStarted() {
        List<Line> lines = new ArrayList<>(SOUND.subList(0, 1));
        lines.add(line("RunCancelRequested", 1, "{}"));
        lines.add(line("StepCancelled", 1, of("open", 0)));
        lines.add(line("StepCancelled", 1, of("release", 0)));
        lines.add(line("RunCancelled", 1, "{}"));
        lines.add(line("ReceiptIssued", 1, "{}"));

        assertThat(Invariants.violated(followed(withLedger(with(sound(), chained(lines))), lines.size())))
                .isEmpty();
    }

    static Stream<Arguments> wrong() {
        Evidence ok = sound();
        return Stream.of(
                broken("a run that was acknowledged is gone", Invariant.I1, withJournals(ok, Map.of())),
                broken(
                        "a key is answered with another run",
                        Invariant.I1,
                        new Evidence(
                                ok.acked(),
                                Map.of("key", "run-2"),
                                ok.journals(),
                                ok.fences(),
                                ok.ledger(),
                                ok.seen(),
                                ok.outbox(),
                                ok.leftovers(),
                                ok.recoveries(),
                                ok.calls())),
                broken(
                        "a run nobody asked for",
                        Invariant.I2,
                        withJournals(ok, Map.of(RUN, chained(SOUND), "run-2", chained(SOUND)))),
                broken("work for a run nobody asked for", Invariant.I2, withLedger(ok, entry("run-2", "open", 4))),
                broken("two keys made one run", Invariant.I2, withKeys(ok)),
                broken("a step without an outcome", Invariant.I3, changed(lines -> without(lines, "StepSucceeded"))),
                broken("a run that does not end", Invariant.I3, changed(lines -> lines.subList(0, 8))),
                broken("two outcomes of a step", Invariant.I3, changed(lines -> twice(lines, 7))),
                broken("an outcome under an old epoch", Invariant.I3, changed(lines -> under(lines, 7, 1))),
                broken("work behind the outcome", Invariant.I3, withLedger(ok, entry(RUN, "open", 60_000))),
                broken("an epoch that goes back", Invariant.I4, changed(lines -> under(lines, 9, 1))),
                broken(
                        "a fact of a runner whose run was taken away",
                        Invariant.I4,
                        new Evidence(
                                ok.acked(),
                                ok.answered(),
                                ok.journals(),
                                Map.of(RUN, new Evidence.Fence(3, 2)),
                                ok.ledger(),
                                ok.seen(),
                                ok.outbox(),
                                ok.leftovers(),
                                ok.recoveries(),
                                ok.calls())),
                broken("a step that only says it was at work", Invariant.I5, withLedger(ok)),
                broken(
                        "what was approved once and happened twice",
                        Invariant.I5,
                        withLedger(ok, entry(RUN, "open", 4), entry(RUN, "release", 5), entry(RUN, "release", 6))),
                broken("a start without an end before", Invariant.I6, changed(lines -> twice(lines, 2))),
                broken("an outcome of a step that never began", Invariant.I6, changed(lines -> cut(lines, 2))),
                broken("facts behind the receipt", Invariant.I6, changed(lines -> twice(lines, 17))),
                broken(
                        "a start behind the cancellation",
                        Invariant.I6,
                        changed(lines -> plus(lines, "RunCancelRequested"))),
                broken("a fact nobody knows", Invariant.I6, changed(lines -> plus(lines, "RunVanished"))),
                broken("a number left out", Invariant.I7, withJournals(ok, Map.of(RUN, withoutFact(4)))),
                broken("a follower who missed a fact", Invariant.I7, seen(ok, List.of(number(1), number(3)))),
                broken("a follower who saw one twice", Invariant.I7, seen(ok, List.of(number(1), number(1)))),
                broken("a follower who never saw the end", Invariant.I7, followed(ok, SOUND.size() - 1)),
                broken("a fact that was changed", Invariant.I8, withJournals(ok, Map.of(RUN, forged()))),
                broken("a chain that was cut", Invariant.I8, withJournals(ok, Map.of(RUN, withoutFact(4)))),
                broken("an effect before its decision", Invariant.I9, changed(lines -> cut(lines, 5))),
                broken("an effect that was denied", Invariant.I9, changed(InvariantsTest::denied)),
                broken(
                        "a recovery that took too long",
                        Invariant.I14,
                        machine(ok, Map.of(), List.of(), Duration.ofSeconds(21))),
                broken("a process left behind", Invariant.I15, machine(ok, Map.of(), List.of("sleep"), Duration.ZERO)),
                broken(
                        "a row that stays in the outbox",
                        Invariant.I18,
                        machine(ok, Map.of("runner", 1L), List.of(), Duration.ZERO)),
                broken("a call without an answer", Invariant.I20, called(ok, Evidence.Call.End.HUNG, 1)),
                broken("an error without a form", Invariant.I20, called(ok, Evidence.Call.End.UNTYPED_ERROR, 1)),
                broken("an answer after the deadline", Invariant.I20, called(ok, Evidence.Call.End.RESULT, 31)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrong")
    void findsWhatIsWrong(String what, Invariant invariant, Evidence evidence) {
        assertThat(Invariants.violated(evidence))
                .as(what)
                .extracting(Invariants.Violation::invariant)
                .contains(invariant);
    }

    @Test
    void everyInvariantHasACaseThatBreaksIt() {
        assertThat(wrong().map(each -> (Invariant) each.get()[1])).contains(Invariant.values());
    }

    private static Arguments broken(String what, Invariant invariant, Evidence evidence) {
        return Arguments.of(what, invariant, evidence);
    }

    // ---- evidence

    private static Evidence sound() {
        return new Evidence(
                Map.of("key", RUN),
                Map.of("key", RUN),
                Map.of(RUN, chained(SOUND)),
                Map.of(),
                List.of(entry(RUN, "open", 4)),
                Map.of(RUN, List.of(number(1), new Evidence.Sight.Gap(2, 5), gapTo(SOUND.size()))),
                Map.of("runner", 0L),
                List.of(),
                List.of(),
                List.of(new Evidence.Call("key", Duration.ofSeconds(1), Evidence.Call.End.CUT)));
    }

    private static Evidence.Sight gapTo(long to) {
        return new Evidence.Sight.Gap(6, to);
    }

    private static Evidence.Sight number(long seq) {
        return new Evidence.Sight.Seen(seq);
    }

    private static Ledger.Entry entry(String run, String step, long millis) {
        return new Ledger.Entry(run, step, BEGAN.plusMillis(millis));
    }

    private static Evidence changed(UnaryOperator<List<Line>> change) {
        return with(sound(), chained(change.apply(new ArrayList<>(SOUND))));
    }

    private static Evidence with(Evidence it, List<FactRecord> facts) {
        return withJournals(it, Map.of(RUN, facts));
    }

    private static Evidence withJournals(Evidence it, Map<String, List<FactRecord>> journals) {
        return new Evidence(
                it.acked(),
                it.answered(),
                journals,
                it.fences(),
                it.ledger(),
                it.seen(),
                it.outbox(),
                it.leftovers(),
                it.recoveries(),
                it.calls());
    }

    private static Evidence withLedger(Evidence it, Ledger.Entry... entries) {
        return new Evidence(
                it.acked(),
                it.answered(),
                it.journals(),
                it.fences(),
                List.of(entries),
                it.seen(),
                it.outbox(),
                it.leftovers(),
                it.recoveries(),
                it.calls());
    }

    private static Evidence withKeys(Evidence it) {
        return new Evidence(
                it.acked(),
                Map.of("key", RUN, "other", RUN),
                it.journals(),
                it.fences(),
                it.ledger(),
                it.seen(),
                it.outbox(),
                it.leftovers(),
                it.recoveries(),
                it.calls());
    }

    private static Evidence seen(Evidence it, List<Evidence.Sight> sights) {
        return new Evidence(
                it.acked(),
                it.answered(),
                it.journals(),
                it.fences(),
                it.ledger(),
                Map.of(RUN, sights),
                it.outbox(),
                it.leftovers(),
                it.recoveries(),
                it.calls());
    }

    private static Evidence followed(Evidence it, long last) {
        return seen(it, List.of(new Evidence.Sight.Gap(1, last - 1), number(last)));
    }

    private static Evidence machine(Evidence it, Map<String, Long> outbox, List<String> left, Duration took) {
        return new Evidence(
                it.acked(),
                it.answered(),
                it.journals(),
                it.fences(),
                it.ledger(),
                it.seen(),
                outbox,
                left,
                List.of(new Evidence.Recovery("a kill", took, Duration.ofSeconds(20))),
                it.calls());
    }

    private static Evidence called(Evidence it, Evidence.Call.End end, long seconds) {
        return new Evidence(
                it.acked(),
                it.answered(),
                it.journals(),
                it.fences(),
                it.ledger(),
                it.seen(),
                it.outbox(),
                it.leftovers(),
                it.recoveries(),
                List.of(new Evidence.Call("key", Duration.ofSeconds(seconds), end)));
    }

    // ---- journals

    private static Line line(String type, long epoch, String body) {
        return new Line(type, epoch, body);
    }

    private static String of(String step, int attempt) {
        return "{\"step\":\"" + step + "\",\"attempt\":" + attempt + "}";
    }

    private static String call(String step, int attempt) {
        return "{\"step\":\"" + step + "\",\"attempt\":" + attempt + ",\"callId\":\"c\"}";
    }

    private static String decided(String step, String verdict) {
        return "{\"step\":\"" + step + "\",\"attempt\":1,\"callId\":\"c\",\"verdict\":\"" + verdict + "\"}";
    }

    private static List<FactRecord> chained(List<Line> lines) {
        List<FactRecord> facts = new ArrayList<>();
        Digest last = FactRecord.GENESIS;
        for (Line line : lines) {
            JsonNode body = Json.read(line.body());
            FactRecord fact = FactRecord.chained(
                    facts.size() + 1L, BEGAN.plusMillis(facts.size()), line.type(), line.epoch(), body, last);
            facts.add(fact);
            last = fact.hash();
        }
        return facts;
    }

    private static List<FactRecord> withoutFact(int seq) {
        List<FactRecord> facts = new ArrayList<>(chained(SOUND));
        facts.remove(seq - 1);
        return facts;
    }

    private static List<FactRecord> forged() {
        List<FactRecord> facts = new ArrayList<>(chained(SOUND));
        FactRecord was = facts.get(5);
        facts.set(
                5,
                new FactRecord(was.seq(), was.at(), was.type(), was.epoch() + 1, was.body(), was.prev(), was.hash()));
        return facts;
    }

    private static List<Line> without(List<Line> lines, String type) {
        lines.removeIf(line -> line.type().equals(type));
        return lines;
    }

    private static List<Line> cut(List<Line> lines, int at) {
        lines.remove(at);
        return lines;
    }

    private static List<Line> twice(List<Line> lines, int at) {
        lines.add(at, lines.get(at));
        return lines;
    }

    private static List<Line> under(List<Line> lines, int at, long epoch) {
        Line was = lines.get(at);
        lines.set(at, new Line(was.type(), epoch, was.body()));
        return lines;
    }

    private static List<Line> plus(List<Line> lines, String type) {
        lines.add(2, new Line(type, 1, "{}"));
        return lines;
    }

    private static List<Line> denied(List<Line> lines) {
        lines.set(5, line("PolicyDecided", 2, decided("open", "DENY")));
        return lines;
    }
}
