package dev.builderos.runner.bus;

import dev.builderos.bus.BusLive;
import dev.builderos.bus.BusRequests;
import dev.builderos.bus.Envelope;
import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.effect.Decision;
import dev.builderos.contracts.policy.AuditContracts;
import dev.builderos.contracts.policy.DecideEffect;
import dev.builderos.contracts.policy.FindPolicy;
import dev.builderos.contracts.policy.OpenApproval;
import dev.builderos.contracts.policy.PinPolicy;
import dev.builderos.contracts.policy.PolicyContracts;
import dev.builderos.contracts.policy.PolicyPinned;
import dev.builderos.contracts.policy.RecordAct;
import dev.builderos.contracts.policy.StandingPolicy;
import dev.builderos.contracts.policy.WithdrawApproval;
import dev.builderos.contracts.registry.FindNewestSnapshot;
import dev.builderos.contracts.registry.FindProject;
import dev.builderos.contracts.registry.FindSnapshot;
import dev.builderos.contracts.registry.ListPrompts;
import dev.builderos.contracts.registry.ProjectView;
import dev.builderos.contracts.registry.PromptList;
import dev.builderos.contracts.registry.RegistryContracts;
import dev.builderos.contracts.registry.Snapshot;
import dev.builderos.contracts.runner.LogAppended;
import dev.builderos.contracts.runner.RunAdvanced;
import dev.builderos.contracts.runner.RunnerContracts;
import dev.builderos.runner.actor.RunMessages;
import dev.builderos.runner.config.RunnerConfig;
import dev.builderos.runner.steps.Judge;
import dev.builderos.runner.steps.LogAudience;
import dev.builderos.runner.usecase.Acts;
import dev.builderos.runner.usecase.Sources;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;

/** The runner's peers, over the bus. */
@ApplicationScoped
public class BusPeers implements RunMessages, Judge, LogAudience, Sources, Acts {
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private final BusRequests requests;
    private final BusLive live;
    private final Clock clock;
    private final RunnerConfig config;

    BusPeers(BusRequests requests, BusLive live, Clock clock, RunnerConfig config) {
        this.requests = requests;
        this.live = live;
        this.clock = clock;
        this.config = config;
    }

    @Override
    public void advanced(RunAdvanced news) {
        live.tell(RunnerContracts.RUN_ADVANCED, news.org(), news.runId().value(), news);
    }

    @Override
    public Envelope open(OpenApproval order) {
        return Envelope.of(
                PolicyContracts.OPEN_APPROVAL,
                order.requester().org(),
                order.approvalId().value(),
                order,
                clock);
    }

    @Override
    public Envelope withdraw(WithdrawApproval order) {
        return Envelope.of(
                PolicyContracts.WITHDRAW_APPROVAL,
                order.org(),
                order.approvalId().value(),
                order,
                clock);
    }

    @Override
    public Envelope told(RecordAct act) {
        return Envelope.of(AuditContracts.RECORD_ACT, act.org(), "all", act, clock);
    }

    @Override
    public Decision decide(DecideEffect question) {
        return await(
                requests.ask(
                        PolicyContracts.DECIDE_EFFECT,
                        question.requester().org(),
                        question.runId().value(),
                        question,
                        config.policyDeadline()),
                config.policyDeadline());
    }

    @Override
    public void tell(OrgId org, LogAppended lines) {
        live.tell(RunnerContracts.LOG_APPENDED, org, lines.runId().value(), lines);
    }

    @Override
    public Snapshot snapshot(FindSnapshot query) {
        return await(
                requests.ask(
                        RegistryContracts.FIND_SNAPSHOT,
                        query.requester().org(),
                        query.project().value(),
                        query,
                        DEADLINE),
                DEADLINE);
    }

    @Override
    public Snapshot newest(FindNewestSnapshot query) {
        return await(
                requests.ask(
                        RegistryContracts.FIND_NEWEST_SNAPSHOT,
                        query.requester().org(),
                        query.project().value(),
                        query,
                        DEADLINE),
                DEADLINE);
    }

    @Override
    public ProjectView project(FindProject query) {
        return await(
                requests.ask(
                        RegistryContracts.FIND_PROJECT,
                        query.requester().org(),
                        query.project().value(),
                        query,
                        DEADLINE),
                DEADLINE);
    }

    @Override
    public PromptList prompts(ListPrompts query) {
        return await(
                requests.ask(RegistryContracts.LIST_PROMPTS, query.requester().org(), "all", query, DEADLINE),
                DEADLINE);
    }

    @Override
    public StandingPolicy policyOfOrg(FindPolicy query) {
        return await(
                requests.ask(PolicyContracts.FIND_POLICY, query.requester().org(), "all", query, DEADLINE), DEADLINE);
    }

    @Override
    public PolicyPinned pin(PinPolicy command) {
        return await(
                requests.ask(PolicyContracts.PIN_POLICY, command.requester().org(), "all", command, DEADLINE),
                DEADLINE);
    }

    /** The bus keeps the deadline; the second on top is for a bus that does not. */
    private static <T> T await(Uni<T> answer, Duration deadline) {
        return answer.await().atMost(deadline.plusSeconds(1));
    }
}
