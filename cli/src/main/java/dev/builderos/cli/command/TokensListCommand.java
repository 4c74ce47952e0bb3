package dev.builderos.cli.command;

import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;
import dev.builderos.cli.terminal.Table;
import dev.builderos.cli.terminal.Table.Cell;
import dev.builderos.gateway.api.TeamClient;
import dev.builderos.gateway.api.TokenList;

final class TokensListCommand extends BaseCommand {
    TokensListCommand(Session session, String name) {
        super(
                session,
                name,
                "Tokens that stand for you; for everybody, where you are an owner or admin.",
                "",
                "A token is for programs: it is shown as a bearer token, in BUILDEROS_TOKEN for this one.",
                "",
                "  builderos tokens",
                "  builderos tokens make laptop --days 30",
                "  builderos tokens make deploys --for service:ci --role Builder",
                "  builderos tokens revoke 019aa000-1111-7aaa-8bbb-000000000001");
    }

    @Override
    public Integer call() {
        try (TeamClient client = session.team()) {
            TokenList all = client.tokens();
            if (json()) {
                printJson(all);
                return ExitCode.OK;
            }
            if (all.tokens().isEmpty()) {
                print("there is none");
                return ExitCode.OK;
            }
            Table table = new Table("TOKEN", "NAME", "FOR", "ROLE", "UNTIL");
            all.tokens()
                    .forEach(token -> table.row(
                            Cell.of(token.id()),
                            Cell.of(token.name()),
                            Cell.of(token.member()),
                            Cell.of(token.role()),
                            Cell.of(token.expiresAt().toString())));
            table.lines().forEach(this::print);
            return ExitCode.OK;
        }
    }
}
