package dev.builderos.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.builderos.bus.BusRequests;
import dev.builderos.contracts.Contract;
import dev.builderos.contracts.ContractException;
import dev.builderos.contracts.Digest;
import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.Requester;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.SourceFile;
import dev.builderos.contracts.StepId;
import dev.builderos.contracts.TimeOrderedId;
import dev.builderos.contracts.effect.Decision;
import dev.builderos.contracts.effect.Effect;
import dev.builderos.contracts.effect.RunSoFar;
import dev.builderos.contracts.effect.Verdict;
import dev.builderos.contracts.policy.DecideEffect;
import dev.builderos.contracts.policy.DecisionChanges;
import dev.builderos.contracts.policy.ExplainDecision;
import dev.builderos.contracts.policy.FindPolicy;
import dev.builderos.contracts.policy.FindShadow;
import dev.builderos.contracts.policy.PinPolicy;
import dev.builderos.contracts.policy.PolicyContracts;
import dev.builderos.contracts.policy.ReplayDecisions;
import dev.builderos.contracts.policy.SetPolicy;
import dev.builderos.contracts.policy.StandingPolicy;
import dev.builderos.contracts.policy.SuggestPolicy;
import dev.builderos.contracts.policy.SuggestedPolicy;
import dev.builderos.testkit.EmbeddedPostgres;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is asked about policies, and the policies that stand beside those of projects. */
@QuarkusTest
@QuarkusTestResource(
        value = EmbeddedPostgres.class,
        initArgs = @ResourceArg(name = EmbeddedPostgres.SERVICES, value = "policy"))
class PolicyQuestionsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String POLICY = """
            kind: builderos/policy@v1
            agents:
              builder: { tools: [fs.read, fs.write, git.push], paths: { read: ["**"], write: ["src/**"] } }
            rules:
              - { id: careful, on: git.push, ask: { approvals: 2, from: [Admin, Owner], not: [requester] } }
            """;
    private static final String WITHOUT_WRITING = POLICY.replace("fs.write, ", "");
    private static final Map<String, Object> PROJECT = Map.of("name", "hello", "defaultBranch", "main");

    @Inject
    BusRequests bus;

    @ConfigProperty(name = EmbeddedPostgres.JDBC_URL)
    String jdbcUrl;

    private final OrgId org = new OrgId("org-" + TimeOrderedId.next(Clock.systemUTC()));
    private final RunId run = new RunId(TimeOrderedId.next(Clock.systemUTC()).toString());
    private final Requester owner = new Requester(org, "local:owner", List.of("Owner"));

    @Test
    void explainsADecisionPartByPartWithoutRecordingIt() throws SQLException {
        // When
        var explanation = ask(
                PolicyContracts.EXPLAIN_DECISION,
                new ExplainDecision(
                        owner,
                        file(POLICY),
                        new StepId("build"),
                        new Effect("git.push", "builder", null, Map.of("branch", "x")),
                        PROJECT,
                        RunSoFar.NOTHING));

        // Then
        assertThat(explanation.decision().ruleId()).isEqualTo("careful");
        assertThat(explanation.parts()).extracting(part -> part.part()).contains("agents.builder", "careful");
        assertThat(tables().count("decision")).isZero();
    }

    @Test
    void replaysAChangedPolicyOnWhatWasDecided() {
        // Given
        Digest policy = pin(POLICY);
        decide(policy, write("src/a"), "1");
        decide(policy, write("src/b"), "2");
        decide(policy, write("lib/c"), "3");
        decide(policy, new Effect("fs.read", "builder", null, Map.of("path", "a")), "4");

        // When
        DecisionChanges changes = ask(
                PolicyContracts.REPLAY_DECISIONS,
                new ReplayDecisions(owner, file(WITHOUT_WRITING), "hello", Instant.EPOCH));
        DecisionChanges ofAnother = ask(
                PolicyContracts.REPLAY_DECISIONS,
                new ReplayDecisions(owner, file(WITHOUT_WRITING), "other", Instant.EPOCH));

        // Then
        assertThat(changes.compared()).isEqualTo(4);
        assertThat(changes.same()).isEqualTo(2);
        assertThat(changes.complete()).isTrue();
        assertThat(changes.changes())
                .extracting(
                        DecisionChanges.Change::tool,
                        DecisionChanges.Change::before,
                        DecisionChanges.Change::after,
                        DecisionChanges.Change::ruleAfter,
                        DecisionChanges.Change::count,
                        DecisionChanges.Change::call)
                .containsExactly(tuple("fs.write", Verdict.ALLOW, Verdict.DENY, "default-deny", 2L, "1"));
        assertThat(ofAnother.compared()).isZero();
    }

    @Test
    void replaysMoreThanOnePage() {
        // Given
        Digest policy = pin(POLICY);
        for (int i = 0; i < 1_050; i++) {
            decide(policy, write("src/" + i), "call-" + i);
        }

        // When
        DecisionChanges changes = ask(
                PolicyContracts.REPLAY_DECISIONS,
                new ReplayDecisions(owner, file(WITHOUT_WRITING), "hello", Instant.EPOCH));

        // Then
        assertThat(changes.compared()).isEqualTo(1_050);
        assertThat(changes.changes()).extracting(DecisionChanges.Change::count).containsExactly(1_050L);
    }

    @Test
    void aReplayOfTheSamePolicyChangesNothingAlsoWhereTheRunHadDoneMuch() {
        // Given
        String limited = POLICY + "everyone: { limits: { calls: 5 } }\n";
        Digest policy = pin(limited);
        assertThat(decide(policy, write("src/a"), "1", new RunSoFar(List.of(), 5, 0, 0, 0))
                        .verdict())
                .isEqualTo(Verdict.DENY);
        assertThat(decide(policy, write("src/b"), "2", new RunSoFar(List.of(), 4, 0, 0, 0))
                        .verdict())
                .isEqualTo(Verdict.ALLOW);

        // When
        DecisionChanges changes = ask(
                PolicyContracts.REPLAY_DECISIONS, new ReplayDecisions(owner, file(limited), "hello", Instant.EPOCH));

        // Then
        assertThat(changes.same()).isEqualTo(2);
    }

    @Test
    void suggestsThePolicyUnderWhichTheRunsWouldHavePassed() {
        // Given
        Digest policy = pin(POLICY);
        for (String path : List.of("src/a", "src/b", "src/c", "README.md")) {
            decide(policy, new Effect("fs.read", "builder", null, Map.of("path", path)), "read " + path);
        }
        decide(policy, write("src/a"), "write");
        decide(policy, write("lib/forbidden"), "denied");
        decide(policy, new Effect("git.push", "builder", null, Map.of("branch", "x")), "push");

        // When
        SuggestedPolicy suggested = ask(PolicyContracts.SUGGEST_POLICY, new SuggestPolicy(owner, List.of(run)));

        // Then
        assertThat(suggested.runs()).isEqualTo(1);
        assertThat(suggested.effects()).isEqualTo(6);
        assertThat(suggested.text()).isEqualTo("""
                        kind: builderos/policy@v1
                        agents:
                          builder:
                            tools: ["fs.read", "fs.write", "git.push"]
                            paths: { read: ["README.md", "src/*"], write: ["src/a"] }
                        rules:
                          - id: ask-git-push
                            on: git.push
                            ask: { approvals: 2, from: ["Admin", "Owner"], not: ["requester"], expires: 86400s }
                        """);
        DecisionChanges changes = ask(
                PolicyContracts.REPLAY_DECISIONS,
                new ReplayDecisions(owner, file(suggested.text()), "hello", Instant.EPOCH));
        assertThat(changes.changes()).isEmpty();
    }

    @Test
    void thePolicyOfTheOrgBoundsThoseThatArePinnedAfterwards() {
        // Given
        Digest before = pin(POLICY);
        ask(PolicyContracts.SET_POLICY, new SetPolicy(owner, null, new SourceFile("org.policy.yaml", """
                        kind: builderos/policy@v1
                        everyone: { paths: { write: [] } }
                        """)));

        // When
        Digest after = pin(POLICY);

        // Then
        assertThat(after).isNotEqualTo(before);
        assertThat(decide(before, write("src/a"), "1").verdict()).isEqualTo(Verdict.ALLOW);
        assertThat(decide(after, write("src/a"), "2").ruleId()).isEqualTo("everyone");
        StandingPolicy standing = ask(PolicyContracts.FIND_POLICY, new FindPolicy(owner, null));
        assertThat(standing.setBy()).isEqualTo("local:owner");
        ask(PolicyContracts.SET_POLICY, new SetPolicy(owner, null, null));
        assertThat(ask(PolicyContracts.FIND_POLICY, new FindPolicy(owner, null)))
                .isEqualTo(StandingPolicy.NONE);
        assertThat(pin(POLICY)).isEqualTo(before);
    }

    @Test
    void settingAPolicyIsForOwnersAndAdminsAndLeavesATrace() throws SQLException {
        // Given
        Requester builder = new Requester(org, "local:builder", List.of("Builder"));

        // When
        ContractException refused = catchThrowableOfType(
                ContractException.class,
                () -> ask(PolicyContracts.SET_POLICY, new SetPolicy(builder, null, file(POLICY))));
        ContractException invalid = catchThrowableOfType(
                ContractException.class,
                () -> ask(PolicyContracts.SET_POLICY, new SetPolicy(owner, null, file(POLICY + "rulez: []\n"))));
        ask(PolicyContracts.SET_POLICY, new SetPolicy(owner, null, file(POLICY)));

        // Then
        assertThat(refused.error().code()).isEqualTo("policy.role");
        assertThat(invalid.error().problems()).hasSize(1);
        assertThat(tables().audit())
                .singleElement()
                .satisfies(link -> assertThat(link.entry())
                        .contains(
                                "\"kind\":\"policy\"",
                                "\"place\":\"org\"",
                                Digest.of(POLICY).value()));
    }

    @Test
    void aShadowIsJudgedBesideAndChangesNothing() {
        // Given
        Digest policy = pin(POLICY);
        ask(PolicyContracts.SET_POLICY, new SetPolicy(owner, "hello", file(WITHOUT_WRITING)));

        // When
        Decision decision = decide(policy, write("src/a"), "1");

        // Then
        assertThat(decision.verdict()).isEqualTo(Verdict.ALLOW);
        DecisionChanges changes = ask(PolicyContracts.FIND_SHADOW, new FindShadow(owner, "hello", Instant.EPOCH));
        assertThat(changes.compared()).isEqualTo(1);
        assertThat(changes.changes())
                .extracting(DecisionChanges.Change::before, DecisionChanges.Change::after)
                .containsExactly(tuple(Verdict.ALLOW, Verdict.DENY));

        // When
        ask(PolicyContracts.SET_POLICY, new SetPolicy(owner, "hello", null));
        decide(policy, write("src/b"), "2");

        // Then
        assertThat(ask(PolicyContracts.FIND_SHADOW, new FindShadow(owner, "hello", Instant.EPOCH))
                        .compared())
                .isEqualTo(1);
    }

    private static Effect write(String path) {
        return new Effect("fs.write", "builder", null, Map.of("path", path));
    }

    private static SourceFile file(String text) {
        return new SourceFile("builderos.policy.yaml", text);
    }

    private Digest pin(String policy) {
        return ask(PolicyContracts.PIN_POLICY, new PinPolicy(owner, file(policy)))
                .digest();
    }

    private Decision decide(Digest policy, Effect effect, String call) {
        return decide(policy, effect, call, null);
    }

    private Decision decide(Digest policy, Effect effect, String call, @Nullable RunSoFar soFar) {
        return ask(
                PolicyContracts.DECIDE_EFFECT,
                new DecideEffect(owner, run, new StepId("build"), call, policy, effect, PROJECT, soFar));
    }

    private <T, R> R ask(Contract.Request<T, R> contract, T payload) {
        return bus.ask(contract, org, run.value(), payload).await().atMost(PATIENCE);
    }

    private PolicyTables tables() {
        return new PolicyTables(jdbcUrl, org);
    }
}
