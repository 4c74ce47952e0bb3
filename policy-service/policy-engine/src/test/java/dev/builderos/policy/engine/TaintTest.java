package dev.builderos.policy.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.builderos.contracts.effect.Decision;
import dev.builderos.contracts.effect.Effect;
import dev.builderos.contracts.effect.RunSoFar;
import dev.builderos.contracts.effect.Verdict;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a run has read that nobody vouches for, and what it is asked about from then on. */
class TaintTest {
    private static final String GRANTS = """
            kind: builderos/policy@v1
            agents:
              builder:
                tools: ["*"]
                paths: { read: ["**"], write: ["**"] }
                network: { allow: ["*.example.com"], trusted: ["vouched.example.com"] }
              pipeline: { tools: [verify.http] }
            """;

    @ParameterizedTest
    @CsvSource(textBlock = """
            fs.write,       ALLOW
            shell.exec,     ALLOW
            git.commit,     ALLOW
            git.push,       ASK
            deploy.preview, ASK
            verify.http,    ASK
            memory.write,   ALLOW
            unknown.tool,   ASK
            """)
    void aRunThatReadWhatNobodyVouchesForIsAskedBeforeItReachesOut(String tool, Verdict verdict) {
        // Given
        PolicyContext tainted = after("web example.com");
        Effect effect = Policies.effect(tool, null, Map.of("path", "a", "branch", "feature"));

        // When
        Decision decision = Policies.compile(GRANTS).decide(effect, tainted);

        // Then
        assertThat(decision.verdict()).isEqualTo(verdict);
        assertThat(Policies.decide(GRANTS, effect).verdict()).as("untainted").isEqualTo(Verdict.ALLOW);
    }

    @Test
    void aRuleThatAllowsSparesTheQuestionAboutTaintAndNoOther() {
        // Given
        PolicyContext tainted = after("web example.com");
        CompiledPolicy policy = Policies.compile(GRANTS + "rules: [ { id: fine, on: git.push, allow: true } ]\n");

        // When
        Decision feature = policy.decide(Policies.effect("git.push", null, Map.of("branch", "feature")), tainted);
        Decision main = policy.decide(Policies.effect("git.push", null, Map.of("branch", "main")), tainted);

        // Then
        assertThat(feature.verdict()).isEqualTo(Verdict.ALLOW);
        assertThat(main.verdict()).isEqualTo(Verdict.ASK);
        assertThat(main.ruleId()).isEqualTo("builtin-push-default-branch");
    }

    @Test
    void whatAnAgentReadsFromOutsideTaintsAndWhatWasDeniedDoesNot() {
        Effect check = Policies.effect("verify.http", null, Map.of("url", "http://example.com"));

        assertThat(Policies.decide(GRANTS, check).taint()).isEqualTo("web http://example.com");
        assertThat(Policies.decide(GRANTS, new Effect("verify.http", "stranger", null, check.arguments()))
                        .taint())
                .isNull();
        assertThat(Policies.decide(GRANTS, Policies.file("fs.read", "a")).taint())
                .isNull();
    }

    @ParameterizedTest
    @CsvSource({"bubblewrap, ALLOW", "none, ASK"})
    void aCommandOutsideOfTheSandboxReachesOut(String sandbox, Verdict verdict) {
        Effect command = Policies.effect("shell.exec", null, Map.of("command", "ls", "sandbox", sandbox));

        assertThat(Policies.compile(GRANTS)
                        .decide(command, after("web example.com"))
                        .verdict())
                .isEqualTo(verdict);
    }

    @Test
    void aHostThatIsTrustedTaintsNothing() {
        assertThat(Policies.decide(GRANTS, request("vouched.example.com")).taint())
                .isNull();
        assertThat(Policies.decide(GRANTS, request("api.example.com")).taint()).isEqualTo("web api.example.com");
    }

    @Test
    void aCheckOfThePipelinesOwnReadsAStatusOnly() {
        Effect check = new Effect("verify.http", "pipeline", null, Map.of("url", "http://example.com"));

        assertThat(Policies.decide(GRANTS, check).verdict()).isEqualTo(Verdict.ALLOW);
        assertThat(Policies.decide(GRANTS, check).taint()).isNull();
    }

    @Test
    void onlyAHostThatAloneTaintedTheRunIsReachedAgain() {
        CompiledPolicy policy = Policies.compile(GRANTS);

        assertThat(policy.decide(request("api.example.com"), after("web api.example.com"))
                        .verdict())
                .isEqualTo(Verdict.ALLOW);
        assertThat(policy.decide(request("other.example.com"), after("web api.example.com"))
                        .verdict())
                .isEqualTo(Verdict.ASK);
        assertThat(policy.decide(request("api.example.com"), after("input task", "web api.example.com"))
                        .verdict())
                .as("it could be told what was read elsewhere")
                .isEqualTo(Verdict.ASK);
    }

    private static Effect request(String host) {
        return Policies.effect(
                "net.request",
                null,
                Map.of("method", "GET", "scheme", "https", "host", host, "port", 443, "path", "/"));
    }

    private static PolicyContext after(String... taint) {
        return new PolicyContext(
                Policies.CONTEXT.project(),
                Policies.CONTEXT.requester(),
                Policies.CONTEXT.run(),
                Policies.CONTEXT.step(),
                new RunSoFar(List.of(taint), 1, 0, 0, 1));
    }
}
