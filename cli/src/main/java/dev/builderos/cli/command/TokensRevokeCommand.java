package dev.builderos.cli.command;

import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;
import dev.builderos.cli.terminal.Line;
import dev.builderos.cli.terminal.Line.Style;
import dev.builderos.gateway.api.TeamClient;
import dev.builderos.gateway.api.TokenList;
import java.util.function.Supplier;

final class TokensRevokeCommand extends BaseCommand {
    private final Supplier<String> token = arguments.parameter("TOKEN", "As the list has it.");

    TokensRevokeCommand(Session session) {
        super(
                session,
                "revoke",
                "End a token.",
                "",
                "Within half a minute nothing answers it any more.",
                "",
                "  builderos tokens revoke 019aa000-1111-7aaa-8bbb-000000000001");
    }

    @Override
    public Integer call() {
        try (TeamClient client = session.team()) {
            TokenList left = client.revokeToken(token.get());
            if (json()) {
                printJson(left);
            } else {
                print(Line.of(Style.GREEN, "✓ ").add("revoked"));
            }
            return ExitCode.OK;
        }
    }
}
