package dev.builderos.cli.command;

import dev.builderos.cli.Session;
import dev.builderos.gateway.api.Answer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "approve",
        description = "Approve exactly one effect.",
        footer = {
            "",
            "The approval holds for the effect that is shown, byte for byte, and for one time.",
            "",
            "  builderos approve 0192f3a1-7b2c",
            "  builderos approve 0192f3a1-7b2c --reason \"checked the preview\""
        })
final class ApproveCommand extends BaseCommand {
    @SuppressWarnings("NullAway.Init")
    @Parameters(paramLabel = "ID", description = "The approval: its id or an unambiguous beginning of it.")
    String id;

    @Nullable
    @Option(names = "--reason", paramLabel = "TEXT", description = "Why; it goes into the record.")
    String reason;

    ApproveCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() {
        return ApprovalAnswer.give(this, id, Answer.APPROVE, reason);
    }
}
