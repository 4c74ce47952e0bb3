package dev.builderos.cli.command;

import dev.builderos.cli.Session;
import dev.builderos.gateway.api.Answer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "deny",
        description = "Deny an effect and say why.",
        footer = {
            "",
            "The agent gets the reason as its next instruction.",
            "",
            "  builderos deny 0192f3a1-7b2c --reason \"use the staging database\""
        })
final class DenyCommand extends BaseCommand {
    @SuppressWarnings("NullAway.Init")
    @Parameters(paramLabel = "ID", description = "The approval: its id or an unambiguous beginning of it.")
    String id;

    @SuppressWarnings("NullAway.Init")
    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why.")
    String reason;

    DenyCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() {
        return ApprovalAnswer.give(this, id, Answer.DENY, reason);
    }
}
