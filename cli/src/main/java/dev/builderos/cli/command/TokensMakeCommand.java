package dev.builderos.cli.command;

import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;
import dev.builderos.cli.terminal.Line;
import dev.builderos.cli.terminal.Line.Style;
import dev.builderos.gateway.api.MadeToken;
import dev.builderos.gateway.api.NewToken;
import dev.builderos.gateway.api.TeamClient;
import java.util.function.Supplier;

final class TokensMakeCommand extends BaseCommand {
    private final Supplier<String> name = arguments.parameter("NAME", "What it is for, to tell it apart.");
    private final Given<String> member =
            arguments.option("--for", "MEMBER", "Whom it stands for; you, unless a program is given.");
    private final Given<String> role = arguments.option("--role", "ROLE", "It gives no more than this.");
    private final Supplier<Integer> days =
            arguments.option("--days", "DAYS", "How long it lasts; ${DEFAULT-VALUE} unless given.", 90);

    TokensMakeCommand(Session session) {
        super(
                session,
                "make",
                "Make a token; its secret is written once, on standard output.",
                "",
                "It never gives more than whom it stands for may do, nor than its role.",
                "",
                "  builderos tokens make laptop",
                "  builderos tokens make nightly --role Viewer --days 365",
                "  BUILDEROS_TOKEN=$(builderos tokens make ci --for service:ci)");
    }

    @Override
    public Integer call() {
        try (TeamClient client = session.team()) {
            MadeToken made = client.makeToken(new NewToken(name.get(), member.get(), role.get(), days.get()));
            if (json()) {
                printJson(made);
                return ExitCode.OK;
            }
            console()
                    .complain(Line.of(
                            Style.DIM,
                            made.token().role() + " as " + made.token().member() + " until "
                                    + made.token().expiresAt() + "; this is shown once:"));
            print(made.secret());
            return ExitCode.OK;
        }
    }
}
