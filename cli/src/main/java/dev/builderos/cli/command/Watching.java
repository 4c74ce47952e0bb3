package dev.builderos.cli.command;

import dev.builderos.cli.ExitCode;
import dev.builderos.cli.live.Approvals;
import dev.builderos.cli.live.LiveRun;
import dev.builderos.cli.live.Names;
import dev.builderos.cli.live.RunFollower;
import dev.builderos.cli.project.ProjectDirectory;
import dev.builderos.cli.terminal.Line;
import dev.builderos.cli.terminal.Line.Style;
import dev.builderos.gateway.api.GatewayClient;
import dev.builderos.gateway.api.RunAccepted;
import java.util.Optional;
import java.util.function.Supplier;

/** What commands that start a run do then: watch it and answer its approvals, or leave it alone. */
final class Watching {
    private final Supplier<Boolean> yes;
    private final Supplier<Boolean> detach;

    private Watching(Supplier<Boolean> yes, Supplier<Boolean> detach) {
        this.yes = yes;
        this.detach = detach;
    }

    static Watching with(Arguments arguments) {
        return new Watching(
                arguments.flag("--yes", "Approve whatever is asked; the record says that nobody looked."),
                detach(arguments));
    }

    /** Of a run that asks for no approvals. */
    static Watching withoutApprovals(Arguments arguments) {
        return new Watching(() -> false, detach(arguments));
    }

    private static Supplier<Boolean> detach(Arguments arguments) {
        return arguments.flag("--detach", "Start it and do not wait.");
    }

    /** Whether the run is left alone. */
    boolean detached() {
        return detach.get();
    }

    /** Gives the exit code. */
    int watch(BaseCommand command, GatewayClient client, String run, Optional<ProjectDirectory> project) {
        return watch(command, client, run, 0, project);
    }

    /**
     * Watches a run that has a past.
     *
     * @param known facts before the one to begin with
     */
    int watch(BaseCommand command, GatewayClient client, String run, long known, Optional<ProjectDirectory> project) {
        if (detach.get()) {
            return detached(command, run);
        }
        LiveRun.Output output = command.json() ? LiveRun.Output.JSON : LiveRun.Output.PEOPLE;
        return new RunFollower(command.session, client, output)
                .follow(run, known, project, approvals(command))
                .exitCode();
    }

    private static int detached(BaseCommand command, String run) {
        if (command.json()) {
            command.printJson(new RunAccepted(run, null));
        } else {
            command.print(Line.of("run ").add(Style.BOLD, run));
            command.print(Line.of(Style.DIM, "  watch it   ").add("builderos show -f " + Names.id(run)));
        }
        return ExitCode.OK;
    }

    private Approvals approvals(BaseCommand command) {
        if (yes.get()) {
            return Approvals.YES;
        }
        return command.console().terminal() && !command.json() ? Approvals.ASK : Approvals.LEAVE;
    }
}
