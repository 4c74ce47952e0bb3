package dev.builderos.cli.command;

import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;
import java.io.IOException;

final class ClusterDownCommand extends BaseCommand {
    ClusterDownCommand(Session session) {
        super(
                session,
                "down",
                "Stop all parts of the cluster.",
                "",
                "Runs that are not over go on when it is started again.",
                "",
                "  builderos cluster down");
    }

    @Override
    public Integer call() throws IOException {
        boolean stopped = session.cluster().down();
        if (json()) {
            printJson(new DownCommand.Result(stopped));
        } else {
            print(stopped ? "✓ stopped" : "no cluster is running");
        }
        return ExitCode.OK;
    }
}
