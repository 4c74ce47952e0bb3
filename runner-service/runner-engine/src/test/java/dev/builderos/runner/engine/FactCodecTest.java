package dev.builderos.runner.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.builderos.contracts.ApprovalId;
import dev.builderos.contracts.Digest;
import dev.builderos.contracts.MalformedMessage;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.StepId;
import dev.builderos.contracts.effect.Verdict;
import dev.builderos.contracts.journal.FactRecord;
import dev.builderos.contracts.runner.StepState;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FactCodecTest {
    static List<Fact> everyFact() {
        StepId step = new StepId("build");
        return List.of(
                Facts.admitted(Plans.plan().step("build").build()),
                Facts.runStarted(),
                new Fact.RunStarted(null, null),
                new Fact.RunTakenOver("another"),
                new Fact.RunQueued("the group is taken"),
                new Fact.RunReleased(),
                new Fact.RunPaused("local:owner", "lunch"),
                new Fact.RunUnpaused("local:owner"),
                new Fact.RunTimedOut(),
                new Fact.RunReopened(
                        "local:owner",
                        Digest.of("plan"),
                        "1.1.0",
                        Digest.of("files"),
                        Digest.of("policy"),
                        Map.of("task", "add it"),
                        "script:other",
                        List.of(step),
                        null,
                        List.of(new Fact.StepOutline(step, "run", "build", null, List.of(), null, null, null))),
                new Fact.StepExpanded(step, List.of("a", "b")),
                new Fact.StepTimedOut(step),
                new Fact.StepReused(
                        step,
                        new RunId("01900000-0000-7000-8000-000000000001"),
                        Digest.of("key"),
                        Map.of("url", "http://localhost"),
                        List.of(),
                        "commit",
                        "tree",
                        Fact.Reuse.CACHE),
                Facts.started("build", 1),
                Facts.answered("build", 1, 1),
                Facts.called("build", 1),
                Facts.decided("build", 1, Verdict.ASK),
                Facts.asked("build", 1, 1),
                Facts.granted("build", 1, 1),
                Facts.refused("build", 1, 1),
                Facts.intended("build", 1),
                new Fact.EffectCompleted(
                        step,
                        1,
                        "call",
                        Digest.of("effect"),
                        false,
                        "exit 1",
                        "test_failed",
                        Digest.of("result"),
                        Map.of("exit", "1"),
                        true),
                new Fact.EffectReused(
                        step,
                        2,
                        "call",
                        Digest.of("effect"),
                        Digest.of("earlier"),
                        new ApprovalId("01900000-0000-7000-8000-000000000003"),
                        "released",
                        null,
                        Map.of("url", "http://localhost")),
                Facts.admitted(Plans.plan().step("build").build(), 2)
                        .replaying(
                                Facts.replayed(Map.of("build", StepState.SUCCEEDED)),
                                new Forked(
                                        new RunId("01900000-0000-7000-8000-000000000001"),
                                        9,
                                        step,
                                        Map.of("model", "script:b"),
                                        "base",
                                        "head",
                                        Map.of("g/x", "lane"),
                                        List.of(),
                                        List.of("web example.com"))),
                Facts.replayedEffect("build", 1, "call"),
                new Fact.ReplayDiverged(step, 1, "output.url", "http://a", null),
                new Fact.StepStarted(step, 1, Digest.of("key"), "tree", Map.of(), "tools changed"),
                Facts.unknown("build", 1),
                new Fact.StepSucceeded(
                        step,
                        2,
                        Map.of("url", "http://localhost"),
                        List.of(new Fact.StepSucceeded.Artifact("plan.md", Digest.of("plan"), 4)),
                        null,
                        null,
                        12,
                        Digest.of("log")),
                Facts.failedForNow("build", 1),
                new Fact.StepSkipped(step, "not reached"),
                Facts.stopped("build"),
                Facts.cancel(),
                new Fact.RunSucceeded(null),
                new Fact.RunFailed(step, "broke"),
                new Fact.RunCancelled("cancelled"),
                Facts.receipt());
    }

    private static FactRecord record(String type, JsonNode body) {
        return FactRecord.chained(1, Facts.AT, type, 1, body, FactRecord.GENESIS);
    }

    @ParameterizedTest
    @MethodSource("everyFact")
    void readsBackWhatItWrote(Fact fact) {
        assertThat(FactCodec.read(record(fact.type(), fact.body()))).isEqualTo(fact);
    }

    @Test
    void knowsEveryFact() {
        assertThat(everyFact().stream().map(Fact::getClass).distinct())
                .hasSameSizeAs(records(Fact.class).toList());
    }

    private static Stream<Class<?>> records(Class<?> type) {
        return type.isRecord()
                ? Stream.of(type)
                : Arrays.stream(type.getPermittedSubclasses()).flatMap(FactCodecTest::records);
    }

    @Test
    void refusesATypeItDoesNotKnow() {
        FactRecord unknown = record("RunTeleported", JsonNodeFactory.instance.objectNode());

        assertThatThrownBy(() -> FactCodec.read(unknown)).isInstanceOf(MalformedMessage.class);
    }

    @Test
    void refusesABodyThatDoesNotFit() {
        FactRecord wrong =
                record("StepStarted", JsonNodeFactory.instance.objectNode().put("attempt", "first"));

        assertThatThrownBy(() -> FactCodec.read(wrong)).isInstanceOf(MalformedMessage.class);
    }
}
