package dev.builderos.cli.command;

import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;
import java.io.IOException;

final class DownCommand extends BaseCommand {
    DownCommand(Session session) {
        super(
                session,
                "down",
                "Stop the local server, or the cluster of this home.",
                "",
                "Runs that are not over go on when it is started again.",
                "",
                "  builderos down");
    }

    record Result(boolean stopped) {}

    @Override
    public Integer call() throws IOException {
        boolean stopped = session.cluster().down() || session.localServer().down();
        if (json()) {
            printJson(new Result(stopped));
        } else {
            print(stopped ? "✓ stopped" : "no server is running");
        }
        return ExitCode.OK;
    }
}
