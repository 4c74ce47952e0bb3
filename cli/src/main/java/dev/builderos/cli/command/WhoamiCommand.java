package dev.builderos.cli.command;

import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;
import dev.builderos.cli.terminal.Line;
import dev.builderos.cli.terminal.Line.Style;
import dev.builderos.gateway.api.Me;
import dev.builderos.gateway.api.TeamClient;

final class WhoamiCommand extends BaseCommand {
    WhoamiCommand(Session session) {
        super(
                session,
                "whoami",
                "Who you are to the server, where, and what you may do.",
                "",
                "  builderos whoami",
                "  builderos whoami --json | jq .may");
    }

    @Override
    public Integer call() {
        try (TeamClient client = session.team()) {
            Me me = client.me();
            if (json()) {
                printJson(me);
                return ExitCode.OK;
            }
            print(me.id() + ", " + me.role() + " of " + me.org());
            me.orgs().stream()
                    .filter(org -> !org.id().equals(me.org()))
                    .forEach(org -> print("also " + org.role() + " of " + org.id() + "  (" + org.name() + ")"));
            print(Line.of(Style.DIM, "may: " + String.join(", ", me.may())));
            return ExitCode.OK;
        }
    }
}
