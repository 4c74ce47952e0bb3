package dev.builderos.gateway.bus;

import dev.builderos.contracts.ContractException;
import dev.builderos.contracts.ErrorCategory;
import dev.builderos.contracts.Requester;
import dev.builderos.contracts.parked.ListParked;
import dev.builderos.contracts.parked.RetryParked;
import dev.builderos.contracts.policy.PolicyContracts;
import dev.builderos.contracts.registry.RegistryContracts;
import dev.builderos.contracts.runner.FindRunner;
import dev.builderos.contracts.runner.RunnerContracts;
import dev.builderos.contracts.runner.RunnerView;
import dev.builderos.gateway.api.ParkedList;
import dev.builderos.gateway.api.ParkedMessage;
import dev.builderos.gateway.api.ParkedRetried;
import dev.builderos.gateway.api.ServerStatus;
import dev.builderos.gateway.config.GatewaySettings;
import dev.builderos.gateway.usecase.ServerReports;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Tells of this process what it knows itself, and of the rest what the services say. */
@ApplicationScoped
class BusServerReports implements ServerReports {
    /** A status is asked for by people who wait. */
    private static final Duration DEADLINE = Duration.ofSeconds(2);

    private static final String ALL = "all";

    private final Ask ask;
    private final GatewaySettings settings;
    private final String version;
    private final String home;
    private final Instant startedAt;

    BusServerReports(
            Ask ask,
            GatewaySettings settings,
            Clock clock,
            @ConfigProperty(name = "builderos.version") String version,
            @ConfigProperty(name = "builderos.home") String home) {
        this.ask = ask;
        this.settings = settings;
        this.version = version;
        this.home = home;
        this.startedAt = ProcessHandle.current().info().startInstant().orElseGet(clock::instant);
    }

    @Override
    public Uni<ServerStatus> status(Requester requester) {
        Uni<Optional<Long>> parked = parked(requester, 1)
                .map(list -> Optional.of(list.total()))
                .onFailure(ContractException.class)
                .recoverWithItem(Optional::empty);
        Uni<Optional<RunnerView>> runner = ask.of(
                        RunnerContracts.FIND_RUNNER, requester, ALL, new FindRunner(requester), DEADLINE)
                .map(Optional::of)
                .onFailure(ContractException.class)
                .recoverWithItem(Optional::empty);
        return Uni.combine()
                .all()
                .unis(runner, parked)
                .with((view, count) -> view.map(it -> status(it, count)).orElseGet(() -> withoutRunner(count)));
    }

    @Override
    public Uni<ParkedList> parked(Requester requester, int limit) {
        ListParked query = new ListParked(requester, limit);
        return Uni.combine()
                .all()
                .unis(
                        ask.of(PolicyContracts.LIST_PARKED, requester, ALL, query, DEADLINE),
                        ask.of(RegistryContracts.LIST_PARKED, requester, ALL, query, DEADLINE),
                        ask.of(RunnerContracts.LIST_PARKED, requester, ALL, query, DEADLINE))
                .with((policy, registry, runner) -> together(List.of(policy, registry, runner), limit));
    }

    @Override
    public Uni<ParkedRetried> retry(Requester requester, String service, String consumer, String id) {
        var contract = switch (service) {
            case "policy" -> PolicyContracts.RETRY_PARKED;
            case "registry" -> RegistryContracts.RETRY_PARKED;
            case "runner" -> RunnerContracts.RETRY_PARKED;
            default ->
                throw new ContractException(
                        "parked.unknown",
                        ErrorCategory.NOT_FOUND,
                        "there is no service `" + service + "`; messages are parked by policy, registry and runner");
        };
        return ask.of(contract, requester, ALL, new RetryParked(requester, consumer, id), DEADLINE)
                .map(retried -> Translation.to(ParkedRetried.class, retried));
    }

    private static ParkedList together(List<dev.builderos.contracts.parked.ParkedList> lists, int limit) {
        return new ParkedList(
                lists.stream()
                        .flatMap(list -> list.messages().stream())
                        .map(message -> Translation.to(ParkedMessage.class, message))
                        .sorted(Comparator.comparing(ParkedMessage::parkedAt).reversed())
                        .limit(limit)
                        .toList(),
                lists.stream()
                        .mapToLong(dev.builderos.contracts.parked.ParkedList::total)
                        .sum());
    }

    private ServerStatus status(RunnerView runner, Optional<Long> parked) {
        return status(
                new ServerStatus.Runs(runner.activeRuns(), runner.setAside()),
                parked,
                Translation.to(ServerStatus.Sandbox.class, runner.sandbox()),
                runner.models().stream()
                        .map(model -> new ServerStatus.Model(model.provider(), model.ok(), model.detail()))
                        .toList());
    }

    private ServerStatus withoutRunner(Optional<Long> parked) {
        return status(
                new ServerStatus.Runs(0, 0),
                parked,
                new ServerStatus.Sandbox(
                        "unknown",
                        false,
                        List.of(new ServerStatus.Check(
                                "runner",
                                false,
                                "the runner does not answer",
                                "Look into the server's log; `builderos down` and `builderos up` start it again."))),
                List.of());
    }

    private ServerStatus status(
            ServerStatus.Runs runs,
            Optional<Long> parked,
            ServerStatus.Sandbox sandbox,
            List<ServerStatus.Model> models) {
        return new ServerStatus(
                version,
                startedAt,
                ProcessHandle.current().pid(),
                home,
                settings.database(),
                runs,
                parked.orElse(null),
                sandbox,
                models);
    }
}
