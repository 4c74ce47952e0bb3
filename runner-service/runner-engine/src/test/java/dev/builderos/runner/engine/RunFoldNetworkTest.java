package dev.builderos.runner.engine;

import static dev.builderos.runner.engine.Facts.started;
import static dev.builderos.runner.engine.Facts.succeeded;
import static dev.builderos.runner.engine.Plans.Traits.NONE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.StepId;
import dev.builderos.contracts.effect.ApprovalRequirement;
import dev.builderos.contracts.effect.Effect;
import dev.builderos.contracts.effect.EffectCard;
import dev.builderos.contracts.effect.Risk;
import dev.builderos.contracts.effect.Verdict;
import dev.builderos.contracts.policy.Answer;
import dev.builderos.contracts.policy.ApprovalView;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The requests that a command makes while it runs: calls inside its own. */
class RunFoldNetworkTest {
    private static final StepId FETCH = new StepId("fetch");
    private static final Effect COMMAND =
            new Effect("shell.exec", "pipeline", null, Map.of("command", "curl …", "network", "egress"));
    private static final Effect REQUEST = new Effect(
            "net.request",
            "pipeline",
            null,
            Map.of("method", "GET", "scheme", "http", "host", "a.example", "port", 80, "path", "/"));

    private static Fact called(String call, Effect effect) {
        return new Fact.ToolCalled(FETCH, 1, call, effect, effect.digest(), effect.tool());
    }

    private static Fact decided(String call, Effect effect, Verdict verdict) {
        return new Fact.PolicyDecided(
                FETCH, 1, call, effect.digest(), verdict, "rule", Digest.of("policy"), "because", null);
    }

    private static Fact completed(String call, Effect effect) {
        return new Fact.EffectCompleted(FETCH, 1, call, effect.digest(), true, "done", null, null, Map.of(), false);
    }

    private static Scenario running() {
        return Scenario.started(Plans.plan().step("fetch"))
                .given(started("fetch", 1), called("run", COMMAND), decided("run", COMMAND, Verdict.ALLOW));
    }

    @Test
    void happenInsideTheCallOfTheirCommand() {
        Scenario run = running()
                .given(called("run/net-1", REQUEST), decided("run/net-1", REQUEST, Verdict.ALLOW))
                .given(called("run/net-2", REQUEST), decided("run/net-2", REQUEST, Verdict.DENY))
                .given(completed("run/net-1", REQUEST), completed("run", COMMAND));

        run.refuses(completed("run/net-2", REQUEST));
        assertThat(run.when(succeeded("fetch", 1))).endsWith("issue receipt");
    }

    @Test
    void belongToACommandThatRunsAndMayReachHosts() {
        Scenario before =
                Scenario.started(Plans.plan().step("fetch")).given(started("fetch", 1), called("run", COMMAND));
        before.refuses(called("run/net-1", REQUEST));
        before.given(decided("run", COMMAND, Verdict.DENY)).refuses(called("run/net-1", REQUEST));

        Scenario run = running();
        run.refuses(called("net-1", REQUEST));
        run.refuses(called("other/net-1", REQUEST));
        run.given(completed("run", COMMAND)).refuses(called("run/net-1", REQUEST));

        Effect confined = new Effect("shell.exec", "pipeline", null, Map.of("command", "curl …"));
        Scenario alone = Scenario.started(Plans.plan().step("fetch"))
                .given(started("fetch", 1), called("run", confined), decided("run", confined, Verdict.ALLOW));
        alone.refuses(called("run/net-1", REQUEST));
    }

    @Test
    void goOnAfterTheRunnerWasLost() {
        Scenario run = running().given(called("run/net-1", REQUEST), decided("run/net-1", REQUEST, Verdict.ALLOW));

        assertThat(run.crash()).containsExactly("continue fetch#1");
        run.refuses(called("run/net-1", REQUEST));
        run.given(called("run/net-2", REQUEST), decided("run/net-2", REQUEST, Verdict.ALLOW))
                .given(completed("run/net-2", REQUEST), completed("run", COMMAND));
        assertThat(run.when(succeeded("fetch", 1))).endsWith("issue receipt");
    }

    @Test
    void needNoApprovalOfTheirOwnBehindAGate() {
        Scenario run = Scenario.started(Plans.plan().step("fetch", NONE.behindApproval()))
                .given(started("fetch", 1), called("run", COMMAND), decided("run", COMMAND, Verdict.ALLOW));
        run.refuses(called("run/net-1", REQUEST));
        run.given(
                new Fact.ApprovalRequested(
                        FETCH,
                        1,
                        "run",
                        Facts.approval(1),
                        COMMAND.digest(),
                        new ApprovalRequirement(1, List.of("Owner"), List.of(), Duration.ofHours(24)),
                        new EffectCard("run", "run", null, new Risk(Risk.Level.HIGH, List.of()), "no", "hosts", null),
                        Map.of("command", "x")),
                new Fact.ApprovalGranted(
                        FETCH,
                        1,
                        "run",
                        Facts.approval(1),
                        COMMAND.digest(),
                        List.of(new ApprovalView.Given("local:owner", Answer.APPROVE, "browser", null, Facts.AT))));
        run.refuses(called("run/net-1", REQUEST));
        run.given(new Fact.EffectIntended(FETCH, 1, "run", COMMAND.digest(), Facts.approval(1), "key"));

        run.given(called("run/net-1", REQUEST), decided("run/net-1", REQUEST, Verdict.ALLOW))
                .given(completed("run/net-1", REQUEST), completed("run", COMMAND));
        assertThat(run.when(succeeded("fetch", 1))).endsWith("issue receipt");
    }

    @Test
    void areToldByTheRecordOfTheirAttempt() {
        Cassette reached = Cassette.of(List.of(started("fetch", 1), called("run", COMMAND)));
        Effect confined = new Effect("shell.exec", "pipeline", null, Map.of("command", "curl …"));
        Cassette not = Cassette.of(List.of(started("fetch", 1), called("run", confined)));

        assertThat(reached.take(FETCH, 1).orElseThrow().reachedOut()).isTrue();
        assertThat(not.take(FETCH, 1).orElseThrow().reachedOut()).isFalse();
    }
}
