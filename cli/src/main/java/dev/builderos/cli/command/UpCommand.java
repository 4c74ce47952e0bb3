package dev.builderos.cli.command;

import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;
import dev.builderos.cli.server.LocalServer;
import dev.builderos.cli.terminal.Line;
import dev.builderos.cli.terminal.Line.Style;
import dev.builderos.gateway.api.ServerFile;

final class UpCommand extends BaseCommand {
    UpCommand(Session session) {
        super(
                session,
                "up",
                "Start the local server and wait until it is ready.",
                "",
                "It goes on when this terminal is closed. A second `up` changes nothing.",
                "",
                "  builderos up",
                "  BUILDEROS_HOME=/tmp/trial builderos up     a second server with its own state");
    }

    @Override
    public Integer call() {
        LocalServer.Up up = session.startServer();
        ServerFile server = up.server();
        if (json()) {
            printJson(server);
        } else {
            print(Line.of(Style.GREEN, up.started() ? "✓ started" : "✓ is running already")
                    .add("  http://127.0.0.1:" + server.port())
                    .add(Style.DIM, "  version " + server.version() + ", pid " + server.pid()));
            print(Line.of(Style.DIM, "  its log  " + session.home().serverLog()));
        }
        return ExitCode.OK;
    }
}
