package dev.builderos.cli.command;

import dev.builderos.cli.CliFailure;
import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;
import dev.builderos.gateway.api.Answer;
import dev.builderos.gateway.api.ApprovalView;
import dev.builderos.gateway.api.GatewayClient;
import dev.builderos.gateway.api.ProposedRule;
import java.util.Map;
import java.util.function.Supplier;

final class ApproveCommand extends BaseCommand {
    private final Supplier<String> id =
            arguments.parameter("ID", "The approval: its id or an unambiguous beginning of it.");

    private final Given<String> reason = arguments.option("--reason", "TEXT", "Why; it goes into the record.");

    private final Supplier<Boolean> edit = arguments.flag(
            "--edit", "Change the arguments in $VISUAL or $EDITOR first; what comes of it is asked about anew.");

    private final Supplier<Map<String, String>> set =
            arguments.pairs("--set", "KEY=VALUE", "Change this argument first; as often as needed.");

    private final Supplier<Boolean> asRule =
            arguments.flag("--as-rule", "Approve, and show the rule that would spare the question next time.");

    ApproveCommand(Session session) {
        super(
                session,
                "approve",
                "Approve exactly one effect.",
                "",
                "The approval holds for the effect that is shown, byte for byte, and for one time. An edit makes it another",
                "effect, which the policy judges and people approve like any other.",
                "",
                "  builderos approve 0192f3a1-7b2c",
                "  builderos approve 0192f3a1-7b2c --reason \"checked the preview\"",
                "  builderos approve 0192f3a1-7b2c --edit",
                "  builderos approve 0192f3a1-7b2c --set branch=hotfix",
                "  builderos approve 0192f3a1-7b2c --as-rule");
    }

    @Override
    public Integer call() {
        boolean edits = edit.get() || !set.get().isEmpty();
        if (edits && asRule.get()) {
            throw new CliFailure(ExitCode.USAGE, "an edit and --as-rule exclude each other");
        }
        if (edits) {
            return new ApprovalEdit(this, reason.get()).of(id.get(), set.get(), edit.get());
        }
        if (!asRule.get()) {
            return ApprovalAnswer.give(this, id.get(), Answer.APPROVE, reason.get());
        }
        try (GatewayClient client = session.client()) {
            ApprovalView approval = ApprovalReference.resolve(client, id.get());
            ProposedRule proposal = client.proposeRule(approval.id());
            int status = ApprovalAnswer.give(this, approval.id(), Answer.APPROVE, reason.get());
            if (json()) {
                printJson(proposal);
            } else {
                print(proposal.sentence());
                String text = proposal.text();
                if (text != null) {
                    text.lines().forEach(this::print);
                }
            }
            return status;
        }
    }
}
