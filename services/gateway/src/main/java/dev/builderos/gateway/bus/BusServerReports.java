package dev.builderos.gateway.bus;

import dev.builderos.contracts.ContractException;
import dev.builderos.contracts.Requester;
import dev.builderos.contracts.runner.FindRunner;
import dev.builderos.contracts.runner.RunnerContracts;
import dev.builderos.contracts.runner.RunnerView;
import dev.builderos.gateway.api.ServerStatus;
import dev.builderos.gateway.config.GatewaySettings;
import dev.builderos.gateway.usecase.ServerReports;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Tells of this process what it knows itself, and of the rest what the runner says. */
@ApplicationScoped
class BusServerReports implements ServerReports {
    /** A status is asked for by people who wait. */
    private static final Duration DEADLINE = Duration.ofSeconds(2);

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
        return ask.of(RunnerContracts.FIND_RUNNER, requester, "all", new FindRunner(requester), DEADLINE)
                .map(this::status)
                .onFailure(ContractException.class)
                .recoverWithItem(this::withoutRunner);
    }

    private ServerStatus status(RunnerView runner) {
        return status(
                new ServerStatus.Runs(runner.activeRuns()),
                Translation.to(ServerStatus.Sandbox.class, runner.sandbox()),
                runner.models().stream()
                        .map(model -> new ServerStatus.Model(model.provider(), model.ok(), model.detail()))
                        .toList());
    }

    private ServerStatus withoutRunner(Throwable failure) {
        return status(
                new ServerStatus.Runs(0),
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

    private ServerStatus status(ServerStatus.Runs runs, ServerStatus.Sandbox sandbox, List<ServerStatus.Model> models) {
        return new ServerStatus(
                version, startedAt, ProcessHandle.current().pid(), home, settings.database(), runs, sandbox, models);
    }
}
