package dev.builderos.cli.command;

import dev.builderos.cli.Session;
import dev.builderos.gateway.api.Answer;
import java.util.function.Supplier;

final class DenyCommand extends BaseCommand {
    private final Supplier<String> id =
            arguments.parameter("ID", "The approval: its id or an unambiguous beginning of it.");

    private final Supplier<String> reason = arguments.needed("--reason", "TEXT", "Why.");

    DenyCommand(Session session) {
        super(
                session,
                "deny",
                "Deny an effect and say why.",
                "",
                "The agent gets the reason as its next instruction.",
                "",
                "  builderos deny 0192f3a1-7b2c --reason \"use the staging database\"");
    }

    @Override
    public Integer call() {
        return ApprovalAnswer.give(this, id.get(), Answer.DENY, reason.get());
    }
}
