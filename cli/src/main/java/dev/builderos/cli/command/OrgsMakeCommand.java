package dev.builderos.cli.command;

import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;
import dev.builderos.cli.terminal.Line;
import dev.builderos.cli.terminal.Line.Style;
import dev.builderos.gateway.api.NewOrg;
import dev.builderos.gateway.api.OrgView;
import dev.builderos.gateway.api.TeamClient;
import java.util.function.Supplier;

final class OrgsMakeCommand extends BaseCommand {
    private final Supplier<String> org = arguments.parameter("ORG", "Its id: lower-case letters, digits and dashes.");
    private final Given<String> name = arguments.option("--name", "NAME", "What people call it; its id unless given.");
    private final Given<String> owner = arguments.option("--owner", "ADDRESS", "Its first owner; you unless given.");

    OrgsMakeCommand(Session session) {
        super(
                session,
                "make",
                "Make an org.",
                "",
                "For owners of another one. Nothing of one org is seen from another.",
                "",
                "  builderos orgs make acme --owner ann@example.com",
                "  builderos orgs make acme --name Acme           you are its first owner");
    }

    @Override
    public Integer call() {
        try (TeamClient client = session.team()) {
            String called = name.get();
            OrgView made = client.makeOrg(new NewOrg(org.get(), called == null ? org.get() : called, owner.get()));
            if (json()) {
                printJson(made);
            } else {
                print(Line.of(Style.GREEN, "✓ ").add("the org " + made.id() + " is there"));
            }
            return ExitCode.OK;
        }
    }
}
