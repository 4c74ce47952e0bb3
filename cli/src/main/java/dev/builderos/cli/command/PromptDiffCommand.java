package dev.builderos.cli.command;

import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;
import dev.builderos.cli.live.Card;
import dev.builderos.cli.terminal.Line;
import dev.builderos.cli.terminal.Line.Style;
import dev.builderos.gateway.api.DiffText;
import dev.builderos.gateway.api.GatewayClient;
import dev.builderos.gateway.api.PromptView;
import java.io.IOException;
import java.util.function.Supplier;

final class PromptDiffCommand extends BaseCommand {
    private final Supplier<String> from = arguments.parameter("FROM", "NAME@VERSION");

    private final Supplier<String> to = arguments.parameter("TO", "NAME[@VERSION]");

    PromptDiffCommand(Session session) {
        super(
                session,
                "diff",
                "What changed between two prompt versions.",
                "",
                "  builderos prompt diff builder/plan@1.0.0 builder/plan@1.1.0",
                "  builderos prompt diff builder/plan@1.0.0 builder/plan");
    }

    @Override
    public Integer call() throws IOException {
        try (GatewayClient client = session.clientOfStartedServer()) {
            PromptView before = PromptReferenceText.find(client, from.get());
            PromptView after = PromptReferenceText.find(client, to.get());
            String diff = TextDiff.between(before.text(), after.text());
            if (json()) {
                printJson(new DiffText(label(before), label(after), diff));
            } else if (diff.isEmpty()) {
                print("no difference");
            } else {
                print(Line.of(Style.BOLD, "--- " + label(before)));
                print(Line.of(Style.BOLD, "+++ " + label(after)));
                diff.lines().map(Card::diffLine).forEach(this::print);
            }
            return ExitCode.OK;
        }
    }

    private static String label(PromptView prompt) {
        return prompt.name() + "@" + prompt.version();
    }
}
