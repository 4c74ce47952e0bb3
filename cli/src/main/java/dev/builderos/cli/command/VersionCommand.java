package dev.builderos.cli.command;

import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;

final class VersionCommand extends BaseCommand {
    VersionCommand(Session session) {
        super(session, "version", "The version of this program.", "", "  builderos version");
    }

    record Result(String version, String java) {}

    @Override
    public Integer call() {
        Result result = new Result(Session.version(), Runtime.version().toString());
        if (json()) {
            printJson(result);
        } else {
            print("builderos " + result.version() + ", Java " + result.java());
        }
        return ExitCode.OK;
    }
}
