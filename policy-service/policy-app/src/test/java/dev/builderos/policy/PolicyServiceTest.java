package dev.builderos.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.builderos.bus.BusRequests;
import dev.builderos.bus.Envelope;
import dev.builderos.bus.Reply;
import dev.builderos.bus.Transport;
import dev.builderos.contracts.ApprovalId;
import dev.builderos.contracts.CanonicalJson;
import dev.builderos.contracts.Contract;
import dev.builderos.contracts.ContractError;
import dev.builderos.contracts.ContractException;
import dev.builderos.contracts.ContractJson;
import dev.builderos.contracts.Digest;
import dev.builderos.contracts.ErrorCategory;
import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.ProjectId;
import dev.builderos.contracts.Requester;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.SourceFile;
import dev.builderos.contracts.StepId;
import dev.builderos.contracts.TimeOrderedId;
import dev.builderos.contracts.effect.ApprovalRequirement;
import dev.builderos.contracts.effect.Decision;
import dev.builderos.contracts.effect.Effect;
import dev.builderos.contracts.effect.EffectCard;
import dev.builderos.contracts.effect.Risk;
import dev.builderos.contracts.effect.Verdict;
import dev.builderos.contracts.policy.Answer;
import dev.builderos.contracts.policy.AnswerApproval;
import dev.builderos.contracts.policy.ApprovalState;
import dev.builderos.contracts.policy.ApprovalView;
import dev.builderos.contracts.policy.DecideEffect;
import dev.builderos.contracts.policy.ListApprovals;
import dev.builderos.contracts.policy.OpenApproval;
import dev.builderos.contracts.policy.PinPolicy;
import dev.builderos.contracts.policy.PolicyContracts;
import dev.builderos.contracts.policy.TestPolicy;
import dev.builderos.contracts.policy.WithdrawApproval;
import dev.builderos.receipts.audit.AuditLink;
import dev.builderos.testkit.EmbeddedPostgres;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(
        value = EmbeddedPostgres.class,
        initArgs = @ResourceArg(name = EmbeddedPostgres.SERVICES, value = "policy"))
class PolicyServiceTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String POLICY = """
            kind: builderos/policy@v1
            agents:
              builder: { tools: [fs.read, git.push, deploy.*], paths: { read: ["**"] } }
            tests:
              - { agent: builder, effect: { tool: git.push, branch: main }, expect: ask }
            """;
    private static final Effect READ = new Effect("fs.read", "builder", null, Map.of("path", "README.md"));
    private static final Effect RELEASE =
            new Effect("deploy.release", "builder", "prod", Map.of("port", 8080, "n", 1.0));

    @Inject
    BusRequests bus;

    @Inject
    Transport transport;

    @Inject
    Clock clock;

    @ConfigProperty(name = EmbeddedPostgres.JDBC_URL)
    String jdbcUrl;

    /** Every test has an org of its own, and so sees only what it did. */
    private final OrgId org = new OrgId("org-" + TimeOrderedId.next(Clock.systemUTC()));

    private final RunId run = new RunId(id());
    private final Requester requester = person("local:requester", "Developer");

    @Test
    void allowsWhatIsGrantedAndRecordsIt() throws SQLException {
        Digest policy = pin();

        Decision decision = decide(policy, READ, "call-1");

        assertThat(decision.verdict()).isEqualTo(Verdict.ALLOW);
        assertThat(decision.policyDigest()).isEqualTo(Digest.of(POLICY));
        assertThat(tables().count("decision")).isEqualTo(1);
        assertThat(tables().count("audit")).isZero();
    }

    @Test
    void asksWithTheRequirementAndAuditsIt() throws SQLException {
        Decision decision = decide(pin(), RELEASE, "call-1");

        assertThat(decision.verdict()).isEqualTo(Verdict.ASK);
        assertThat(decision.requirement())
                .isEqualTo(new ApprovalRequirement(
                        1, List.of("Reviewer", "Admin", "Owner"), List.of(), Duration.ofHours(24)));
        assertThat(tables().count("audit")).isEqualTo(1);
    }

    @Test
    void deniesUnderAPolicyNobodyPinnedAndRecordsIt() throws SQLException {
        Decision decision = decide(Digest.of("unknown"), READ, "call-1");

        assertThat(decision.verdict()).isEqualTo(Verdict.DENY);
        assertThat(decision.ruleId()).isEqualTo("unknown-policy");
        assertThat(tables().count("decision")).isEqualTo(1);
        assertThat(tables().count("audit")).isEqualTo(1);
    }

    @Test
    void anotherOrgsPolicyIsUnknown() {
        Digest policy = pin();
        Requester stranger = new Requester(new OrgId("stranger"), "x", List.of("Owner"));

        Decision decision = ask(
                PolicyContracts.DECIDE_EFFECT,
                new DecideEffect(stranger, run, new StepId("plan"), "call", policy, READ, Map.of(), null));

        assertThat(decision.ruleId()).isEqualTo("unknown-policy");
    }

    @Test
    void givesTheRecordedDecisionWhenAskedAgain() throws SQLException {
        Digest policy = pin();
        Decision first = decide(policy, RELEASE, "call-1");

        List<Uni<Decision>> again = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            again.add(bus.ask(
                    PolicyContracts.DECIDE_EFFECT,
                    org,
                    run.value(),
                    decideCommand(Digest.of("other"), RELEASE, "call-1")));
        }
        List<Decision> decisions = Uni.join().all(again).andFailFast().await().atMost(PATIENCE);

        assertThat(decisions).hasSize(20).containsOnly(first);
        assertThat(tables().count("decision")).isEqualTo(1);
        assertThat(tables().count("audit")).isEqualTo(1);
    }

    @Test
    void racingCallersGetOneDecision() throws SQLException {
        Digest policy = pin();
        List<Uni<Decision>> race = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            race.add(bus.ask(
                    PolicyContracts.DECIDE_EFFECT,
                    org,
                    run.value(),
                    decideCommand(i % 2 == 0 ? policy : Digest.of("unknown"), READ, "call-1")));
        }

        List<Decision> decisions = Uni.join().all(race).andFailFast().await().atMost(PATIENCE);

        assertThat(decisions).hasSize(40).containsOnly(decisions.getFirst());
        assertThat(tables().count("decision")).isEqualTo(1);
    }

    @Test
    void refusesToPinWhatDoesNotCompileAndSaysWhere() {
        ContractError error = refusal(
                PolicyContracts.PIN_POLICY,
                new PinPolicy(
                        requester,
                        new SourceFile(
                                "builderos.policy.yaml",
                                POLICY + "rules: [ { id: a, on: '*', when: 1 +, deny: x } ]\n")));

        assertThat(error.code()).isEqualTo("policy.invalid");
        assertThat(error.category()).isEqualTo(ErrorCategory.INVALID);
        assertThat(error.problems()).singleElement().asString().startsWith("builderos.policy.yaml:6:");
    }

    @Test
    void runsThePolicysTests() {
        var report = ask(
                PolicyContracts.TEST_POLICY,
                new TestPolicy(requester, new SourceFile("builderos.policy.yaml", POLICY), "trunk"));

        assertThat(report.cases()).singleElement().satisfies(row -> {
            assertThat(row.actual()).isEqualTo(Verdict.ALLOW);
            assertThat(row.passed()).isFalse();
        });
    }

    @Test
    void opensARequestOnceAndAnnouncesIt() throws SQLException {
        List<ApprovalView> heard = listen();
        ApprovalId id = new ApprovalId(id());

        open(id, oneOwner());
        open(id, oneOwner());

        ApprovalView view = find(id);
        assertThat(view.state()).isEqualTo(ApprovalState.PENDING);
        assertThat(view.effect().digest()).isEqualTo(RELEASE.digest());
        assertThat(view.expiresAt()).isEqualTo(view.requestedAt().plus(Duration.ofHours(1)));
        assertThat(tables().count("approval")).isEqualTo(1);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(heard)
                        .extracting(CanonicalJson::digest)
                        .containsExactly(CanonicalJson.digest(view)));
    }

    @Test
    void announcesEachChangeToTheSubjectOfTheRun() {
        List<ApprovalView> heard = listen();
        ApprovalId id = new ApprovalId(id());
        open(id, twoOwners());

        answer(id, person("anna", "Owner"), Answer.APPROVE, null);
        ApprovalView granted = answer(id, person("ben", "Admin"), Answer.APPROVE, null);

        assertThat(granted.state()).isEqualTo(ApprovalState.GRANTED);
        assertThat(granted.answers()).extracting(ApprovalView.Given::by).containsExactly("anna", "ben");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(heard)
                        .extracting(view -> view.state() + " " + view.answers().size())
                        .containsExactly("PENDING 0", "PENDING 1", "GRANTED 2"));
    }

    @Test
    void ofTwoAnswersAtOnceOneWins() {
        for (int round = 0; round < 50; round++) {
            ApprovalId id = new ApprovalId(id());
            open(id, oneOwner());
            List<Uni<String>> race = List.of(
                    outcome(id, person("anna", "Owner"), Answer.APPROVE, null),
                    outcome(id, person("ben", "Owner"), Answer.DENY, "no"));

            List<String> outcomes = Uni.join().all(race).andFailFast().await().atMost(PATIENCE);

            assertThat(outcomes)
                    .as("round %d", round)
                    .isIn(List.of("GRANTED", "approval.closed"), List.of("approval.closed", "DENIED"));
            assertThat(find(id).answers()).hasSize(1);
        }
    }

    @Test
    void twoAnswersAtOnceBothCountWhereTwoAreNeeded() {
        for (int round = 0; round < 20; round++) {
            ApprovalId id = new ApprovalId(id());
            open(id, twoOwners());

            Uni.join()
                    .all(
                            outcome(id, person("anna", "Owner"), Answer.APPROVE, null),
                            outcome(id, person("ben", "Owner"), Answer.APPROVE, null))
                    .andFailFast()
                    .await()
                    .atMost(PATIENCE);

            assertThat(find(id).state()).as("round %d", round).isEqualTo(ApprovalState.GRANTED);
        }
    }

    @Test
    void refusesAnAnswerAboutAnotherEffect() {
        ApprovalId id = new ApprovalId(id());
        open(id, oneOwner());

        ContractError error = refusal(
                PolicyContracts.ANSWER_APPROVAL,
                new AnswerApproval(person("anna", "Owner"), id, READ.digest(), Answer.APPROVE, "cli", null, null));

        assertThat(error.code()).isEqualTo("approval.digest-mismatch");
        assertThat(find(id).state()).isEqualTo(ApprovalState.PENDING);
    }

    @Test
    void refusesTheRequesterWhereExcludedAndRolesThatDoNotCount() {
        ApprovalId id = new ApprovalId(id());
        open(id, new ApprovalRequirement(1, List.of("Owner", "Developer"), List.of("requester"), Duration.ofHours(1)));

        assertThat(outcome(id, requester, Answer.APPROVE, null).await().atMost(PATIENCE))
                .isEqualTo("approval.requester");
        assertThat(outcome(id, person("anna", "Viewer"), Answer.APPROVE, null)
                        .await()
                        .atMost(PATIENCE))
                .isEqualTo("approval.role");
        assertThat(find(id).state()).isEqualTo(ApprovalState.PENDING);
    }

    @Test
    void anAnswerThatComesTooLateClosesTheRequest() {
        ApprovalId id = new ApprovalId(id());
        open(id, new ApprovalRequirement(1, List.of("Owner"), List.of(), Duration.ofMillis(1)));

        ContractError error = refusal(
                PolicyContracts.ANSWER_APPROVAL,
                new AnswerApproval(person("anna", "Owner"), id, RELEASE.digest(), Answer.APPROVE, "cli", null, null));

        assertThat(error.code()).isEqualTo("approval.closed");
        assertThat(error.message()).contains("expired");
        assertThat(find(id).state()).isEqualTo(ApprovalState.EXPIRED);
    }

    @Test
    void requestsNobodyAnswersExpireOfTheirOwnAccord() {
        List<ApprovalView> heard = listen();
        List<ApprovalId> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            ApprovalId id = new ApprovalId(id());
            ids.add(id);
            open(id, new ApprovalRequirement(1, List.of("Owner"), List.of(), Duration.ofMillis(1)));
        }

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(heard)
                        .filteredOn(view -> view.state() == ApprovalState.EXPIRED)
                        .extracting(ApprovalView::id)
                        .containsExactlyInAnyOrderElementsOf(ids));
    }

    @Test
    void withdrawsWhatIsPendingAndLeavesTheRest() {
        ApprovalId pending = new ApprovalId(id());
        ApprovalId granted = new ApprovalId(id());
        open(pending, oneOwner());
        open(granted, oneOwner());
        answer(granted, person("anna", "Owner"), Answer.APPROVE, null);

        send(PolicyContracts.WITHDRAW_APPROVAL, new WithdrawApproval(org, pending, "cancelled"));
        send(PolicyContracts.WITHDRAW_APPROVAL, new WithdrawApproval(org, granted, "cancelled"));

        assertThat(find(pending).state()).isEqualTo(ApprovalState.WITHDRAWN);
        assertThat(find(granted).state()).isEqualTo(ApprovalState.GRANTED);
    }

    @Test
    void withdrawsARequestThatOpensOnlyAfterwards() {
        ApprovalId id = new ApprovalId(id());
        var withdrawn = transport
                .publish(envelope(PolicyContracts.WITHDRAW_APPROVAL, new WithdrawApproval(org, id, "cancelled")))
                .subscribeAsCompletionStage();

        open(id, oneOwner());

        assertThat(withdrawn).succeedsWithin(PATIENCE);
        assertThat(find(id).state()).isEqualTo(ApprovalState.WITHDRAWN);
    }

    @Test
    void orgsDoNotSeeEachOthersRequests() {
        ApprovalId id = new ApprovalId(id());
        open(id, oneOwner());
        Requester stranger = new Requester(new OrgId("stranger"), "x", List.of("Owner"));

        assertThat(ask(PolicyContracts.LIST_APPROVALS, new ListApprovals(stranger, null, null, id, 10))
                        .approvals())
                .isEmpty();
        assertThat(outcome(id, stranger, Answer.APPROVE, null).await().atMost(PATIENCE))
                .isEqualTo("approval.unknown");
    }

    @Test
    void listsNewestFirstByStateAndRun() {
        ApprovalId first = new ApprovalId(id());
        ApprovalId second = new ApprovalId(id());
        ApprovalId third = new ApprovalId(id());
        open(first, oneOwner());
        open(second, oneOwner());
        open(third, oneOwner());
        answer(second, person("anna", "Owner"), Answer.DENY, "no");

        assertThat(list(null, run, 200)).containsExactly(third, second, first);
        assertThat(list(ApprovalState.PENDING, null, 200)).containsExactly(third, first);
        assertThat(list(null, null, 1)).containsExactly(third);
        assertThat(list(null, new RunId(id()), 200)).isEmpty();
        assertThat(refusal(PolicyContracts.LIST_APPROVALS, new ListApprovals(requester, null, null, null, 201))
                        .category())
                .isEqualTo(ErrorCategory.INVALID);
    }

    @Test
    void theAuditLogIsAChainThatCannotBeChanged() throws SQLException {
        decide(pin(), RELEASE, "call-1");
        ApprovalId id = new ApprovalId(id());
        open(id, oneOwner());
        answer(id, person("anna", "Owner"), Answer.DENY, "not on Friday");

        List<AuditLink> chain = tables().audit();

        assertThat(chain).hasSize(3);
        assertThat(AuditLink.firstBreak(chain)).isEmpty();
        assertThat(chain.getLast().entry()).contains("\"by\":\"anna\"", "not on Friday", "DENIED");
        for (String change : List.of(
                "update policy.audit set entry = '{}'",
                "delete from policy.audit",
                "truncate policy.audit",
                "update policy.decision set verdict = 'ALLOW'",
                "update policy.pinned_policy set body = ''")) {
            assertThatThrownBy(() -> tables().execute(change))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("append-only");
        }
    }

    @Test
    void appendsOfOneOrgAtOnceMakeOneChain() throws SQLException {
        List<Uni<Decision>> many = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            many.add(bus.ask(
                    PolicyContracts.DECIDE_EFFECT,
                    org,
                    run.value(),
                    decideCommand(Digest.of("unknown"), READ, "call-" + i)));
        }

        Uni.join().all(many).andFailFast().await().atMost(PATIENCE);

        assertThat(tables().audit()).hasSize(60);
        assertThat(AuditLink.firstBreak(tables().audit())).isEmpty();
    }

    @Test
    void garbageIsRefusedOrParkedAndTheChannelGoesOn() throws SQLException {
        for (String body : List.of("", "{", "null", "[]", "{\"requester\":1}", "\u0000")) {
            Reply reply = transport
                    .request(garbage(PolicyContracts.DECIDE_EFFECT, body), PATIENCE)
                    .await()
                    .atMost(PATIENCE);
            assertThat(reply).isInstanceOf(Reply.Refusal.class);
            transport
                    .publish(garbage(PolicyContracts.OPEN_APPROVAL, body))
                    .await()
                    .atMost(PATIENCE);
        }
        ApprovalId id = new ApprovalId(id());

        open(id, oneOwner());

        assertThat(find(id).state()).isEqualTo(ApprovalState.PENDING);
        assertThat(decide(pin(), READ, "call-1").verdict()).isEqualTo(Verdict.ALLOW);
        assertThat(tables().number(
                                "select count(*) from policy.parked where consumer = 'policy-open-approval' and subject like '%."
                                        + org + ".%'"))
                .isEqualTo(6);
    }

    private Digest pin() {
        return ask(
                        PolicyContracts.PIN_POLICY,
                        new PinPolicy(requester, new SourceFile("builderos.policy.yaml", POLICY)))
                .digest();
    }

    private Decision decide(Digest policy, Effect effect, String callId) {
        return ask(PolicyContracts.DECIDE_EFFECT, decideCommand(policy, effect, callId));
    }

    private DecideEffect decideCommand(Digest policy, Effect effect, String callId) {
        return new DecideEffect(
                requester, run, new StepId("release"), callId, policy, effect, Map.of("defaultBranch", "main"), null);
    }

    private void open(ApprovalId id, ApprovalRequirement requirement) {
        send(
                PolicyContracts.OPEN_APPROVAL,
                new OpenApproval(
                        id,
                        requester,
                        new ProjectId("hello"),
                        run,
                        new StepId("release"),
                        RELEASE,
                        RELEASE.digest(),
                        Digest.of(POLICY),
                        requirement,
                        new EffectCard(
                                "release hello to prod",
                                "deploy.release",
                                null,
                                new Risk(Risk.Level.HIGH, List.of("touches prod")),
                                "roll back",
                                "prod",
                                null),
                        null,
                        Map.of("n", 1)));
    }

    private ApprovalView answer(ApprovalId id, Requester by, Answer answer, @Nullable String reason) {
        return ask(
                PolicyContracts.ANSWER_APPROVAL,
                new AnswerApproval(by, id, RELEASE.digest(), answer, "cli", reason, null));
    }

    /** The state it brings about, or the code it is refused with. */
    private Uni<String> outcome(ApprovalId id, Requester by, Answer answer, @Nullable String reason) {
        return bus.ask(
                        PolicyContracts.ANSWER_APPROVAL,
                        by.org(),
                        id.value(),
                        new AnswerApproval(by, id, RELEASE.digest(), answer, "cli", reason, null))
                .map(view -> view.state().name())
                .onFailure(ContractException.class)
                .recoverWithItem(refused -> refused.error().code());
    }

    private ApprovalView find(ApprovalId id) {
        return ask(PolicyContracts.LIST_APPROVALS, new ListApprovals(requester, null, null, id, 10))
                .approvals()
                .getFirst();
    }

    private List<ApprovalId> list(@Nullable ApprovalState state, @Nullable RunId of, int limit) {
        return ask(PolicyContracts.LIST_APPROVALS, new ListApprovals(requester, state, of, null, limit))
                .approvals()
                .stream()
                .map(ApprovalView::id)
                .toList();
    }

    private <T, R> R ask(Contract.Request<T, R> contract, T payload) {
        return bus.ask(contract, org, run.value(), payload).await().atMost(PATIENCE);
    }

    private <T, R> ContractError refusal(Contract.Request<T, R> contract, T payload) {
        return catchThrowableOfType(ContractException.class, () -> ask(contract, payload))
                .error();
    }

    private <T> void send(Contract.Order<T> contract, T payload) {
        transport.publish(envelope(contract, payload)).await().atMost(PATIENCE);
    }

    private <T> Envelope envelope(Contract<T> contract, T payload) {
        return Envelope.of(contract, org, run.value(), payload, clock);
    }

    private Envelope garbage(Contract<?> contract, String body) {
        return new Envelope(
                contract.subject(org, run.value()),
                TimeOrderedId.next(clock),
                Map.of(),
                body.getBytes(StandardCharsets.UTF_8));
    }

    /** What is announced about this test's run from now on. */
    private List<ApprovalView> listen() {
        List<ApprovalView> heard = new CopyOnWriteArrayList<>();
        transport.listen(PolicyContracts.APPROVAL_CHANGED.stem()).subscribe().with(envelope -> {
            if (envelope.subject().entity().equals(run.value())) {
                heard.add(ContractJson.read(envelope.body(), ApprovalView.class));
            }
        });
        return heard;
    }

    private PolicyTables tables() {
        return new PolicyTables(jdbcUrl, org);
    }

    private Requester person(String id, String role) {
        return new Requester(org, id, List.of(role));
    }

    private static ApprovalRequirement oneOwner() {
        return new ApprovalRequirement(1, List.of("Owner"), List.of(), Duration.ofHours(1));
    }

    private static ApprovalRequirement twoOwners() {
        return new ApprovalRequirement(2, List.of("Owner", "Admin"), List.of(), Duration.ofHours(1));
    }

    private static String id() {
        return TimeOrderedId.next(Clock.systemUTC()).toString();
    }
}
