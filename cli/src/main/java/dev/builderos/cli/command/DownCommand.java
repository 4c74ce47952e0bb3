package dev.builderos.cli.command;

import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;
import picocli.CommandLine.Command;

@Command(
        name = "down",
        description = "Stop the local server.",
        footer = {"", "Runs that are not over go on when it is started again.", "", "  builderos down"})
final class DownCommand extends BaseCommand {
    DownCommand(Session session) {
        super(session);
    }

    record Result(boolean stopped) {}

    @Override
    public Integer call() {
        boolean stopped = session.localServer().down();
        if (json) {
            printJson(new Result(stopped));
        } else {
            print(stopped ? "✓ stopped" : "no server is running");
        }
        return ExitCode.OK;
    }
}
