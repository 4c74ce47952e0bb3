package dev.builderos.cli.live;

import dev.builderos.cli.Session;
import dev.builderos.cli.project.AuditAnchors;
import dev.builderos.cli.project.LocalState;
import dev.builderos.cli.project.ProjectDirectory;
import dev.builderos.cli.project.RunArchive;
import dev.builderos.cli.terminal.Console;
import dev.builderos.cli.terminal.Line;
import dev.builderos.cli.terminal.Line.Style;
import dev.builderos.gateway.api.GatewayClient;
import dev.builderos.gateway.api.GatewayProblem;
import dev.builderos.gateway.api.GatewayUnreachable;
import dev.builderos.gateway.api.RunState;
import dev.builderos.gateway.api.RunView;
import dev.builderos.gateway.api.StepState;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Shows a run until it is over and keeps what it left. */
public final class RunFollower {
    private final Session session;
    private final GatewayClient client;
    private final LiveRun.Output output;

    public RunFollower(Session session, GatewayClient client, LiveRun.Output output) {
        this.session = session;
        this.client = client;
        this.output = output;
    }

    /** Where it is told to people: beside the JSON lines, or with everything else. */
    private Console people() {
        return output == LiveRun.Output.JSON ? session.console().besideMachineOutput() : session.console();
    }

    public LiveOutcome follow(String run, Optional<ProjectDirectory> project, Approvals approvals) {
        return follow(run, 0, project, approvals);
    }

    /**
     * Shows a run until it is over.
     *
     * @param known facts before the one to begin with; 0 to begin with the first
     */
    public LiveOutcome follow(String run, long known, Optional<ProjectDirectory> project, Approvals approvals) {
        LiveOutcome outcome =
                new LiveRun(client, session.console(), output, approvals, session.clock()).follow(run, known);
        Optional<Path> receipt = project.flatMap(directory -> new RunArchive(client, directory.state()).keep(run));
        project.ifPresent(directory -> keepAnchor(directory.state()));
        RunView view = client.run(run);
        Console console = people();
        console.print("");
        console.print(headline(outcome, view));
        if (view.branch() != null) {
            String head = view.headCommit();
            console.print(Line.of(Style.DIM, "  branch    ")
                    .add(view.branch() + (head == null ? "" : " at " + Names.id(head))));
        }
        receipt.ifPresent(
                file -> console.print(Line.of(Style.DIM, "  receipt   ").add(file.toString())));
        if (outcome.state() == RunState.FAILED) {
            view.steps().stream()
                    .filter(step -> step.state() == StepState.FAILED)
                    .forEach(step -> console.print(Line.of(Style.DIM, "  its log   ")
                            .add("builderos logs " + Names.id(run) + " " + step.id())));
        }
        return outcome;
    }

    /** Keeps how the audit log stands, and says so loudly when it does not follow from how it stood before. */
    private void keepAnchor(LocalState state) {
        try {
            switch (new AuditAnchors(state.audit()).keep(client)) {
                case AuditAnchors.Kept ignored -> {}
                case AuditAnchors.None ignored -> {}
                case AuditAnchors.Contradiction(String sentence) ->
                    people().complain(Line.of(
                                    Style.RED, "✗ the server's audit log is not the one it showed before: " + sentence)
                            .add(Style.DIM, "  see:  builderos audit verify"));
            }
        } catch (GatewayProblem | GatewayUnreachable later) {
            people().complain(Line.of(Style.DIM, "no checkpoint of the audit log was kept: " + later.getMessage()));
        }
    }

    private static Line headline(LiveOutcome outcome, RunView view) {
        Instant end = view.summary().endedAt();
        String took = end == null
                ? ""
                : " after " + Spans.duration(Duration.between(view.summary().admittedAt(), end));
        Line line = switch (outcome.state()) {
            case SUCCEEDED -> Line.of(Style.GREEN, "✓ succeeded");
            case CANCELLED -> Line.of(Style.YELLOW, "⊘ cancelled");
            case FAILED, ADMITTED, QUEUED, RUNNING, WAITING, PAUSED, CANCELLING -> Line.of(Style.RED, "✗ failed");
        };
        line.add(Style.DIM, took);
        return outcome.message().isEmpty() ? line : line.add(": " + outcome.message());
    }
}
