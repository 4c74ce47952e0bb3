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
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "diff",
        description = "What changed between two prompt versions.",
        footer = {
            "",
            "  builderos prompt diff builder/plan@1.0.0 builder/plan@1.1.0",
            "  builderos prompt diff builder/plan@1.0.0 builder/plan"
        })
final class PromptDiffCommand extends BaseCommand {
    @SuppressWarnings("NullAway.Init")
    @Parameters(index = "0", paramLabel = "FROM", description = "NAME@VERSION")
    String from;

    @SuppressWarnings("NullAway.Init")
    @Parameters(index = "1", paramLabel = "TO", description = "NAME[@VERSION]")
    String to;

    PromptDiffCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() throws IOException {
        try (GatewayClient client = session.clientOfStartedServer()) {
            PromptView before = PromptReferenceText.find(client, from);
            PromptView after = PromptReferenceText.find(client, to);
            String diff = TextDiff.between(before.text(), after.text());
            if (json) {
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
