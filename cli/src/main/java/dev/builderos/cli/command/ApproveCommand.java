package dev.builderos.cli.command;

import dev.builderos.cli.Session;
import dev.builderos.gateway.api.Answer;
import java.util.function.Supplier;

final class ApproveCommand extends BaseCommand {
    private final Supplier<String> id =
            arguments.parameter("ID", "The approval: its id or an unambiguous beginning of it.");

    private final Given<String> reason = arguments.option("--reason", "TEXT", "Why; it goes into the record.");

    ApproveCommand(Session session) {
        super(
                session,
                "approve",
                "Approve exactly one effect.",
                "",
                "The approval holds for the effect that is shown, byte for byte, and for one time.",
                "",
                "  builderos approve 0192f3a1-7b2c",
                "  builderos approve 0192f3a1-7b2c --reason \"checked the preview\"");
    }

    @Override
    public Integer call() {
        return ApprovalAnswer.give(this, id.get(), Answer.APPROVE, reason.get());
    }
}
