package dev.builderos.cli.command;

import dev.builderos.cli.CliFailure;
import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;
import dev.builderos.cli.project.ProjectDirectory;
import dev.builderos.cli.terminal.Line;
import dev.builderos.cli.terminal.Line.Style;
import dev.builderos.gateway.api.GatewayClient;
import dev.builderos.gateway.api.RunFilter;
import dev.builderos.gateway.api.RunState;
import dev.builderos.gateway.api.RunSummary;
import dev.builderos.gateway.api.SuggestPolicy;
import dev.builderos.gateway.api.SuggestedPolicy;
import java.util.List;
import java.util.function.Supplier;

final class PolicySuggestCommand extends BaseCommand {
    private final Supplier<Integer> last =
            arguments.option("--last", "COUNT", "So many green runs, 1 to 200; ${DEFAULT-VALUE} unless given.", 20);

    private final Given<String> pipeline = arguments.option("--pipeline", "NAME", "Only runs of this pipeline.");

    PolicySuggestCommand(Session session) {
        super(
                session,
                "suggest",
                "The narrowest policy that the last green runs would have passed.",
                "",
                "Grants each agent what it used and nothing else; what people were asked about is still asked. The file goes",
                "to standard output; compare it with the present one before using it.",
                "",
                "  builderos policy suggest > narrow.policy.yaml && builderos policy replay narrow.policy.yaml",
                "  builderos policy suggest --last 50 --pipeline feature");
    }

    @Override
    public Integer call() {
        if (last.get() < 1 || last.get() > 200) {
            throw new CliFailure(ExitCode.USAGE, "--last is 1 to 200");
        }
        ProjectDirectory project = project();
        RunFilter green = new RunFilter(project.name(), pipeline.get(), null, List.of(RunState.SUCCEEDED), null, null);
        try (GatewayClient client = session.clientOfStartedServer()) {
            List<String> runs = client.runs(green, null, last.get()).runs().stream()
                    .filter(run -> run.replayOf() == null)
                    .map(RunSummary::id)
                    .toList();
            if (runs.isEmpty()) {
                throw new CliFailure(ExitCode.NOT_FOUND, "there is no green run to learn from");
            }
            SuggestedPolicy suggested = client.suggestPolicy(new SuggestPolicy(runs));
            if (json()) {
                printJson(suggested);
            } else {
                print(Line.of(
                        Style.DIM,
                        "# made from " + suggested.effects() + " effects of " + suggested.runs() + " green runs"));
                suggested.text().lines().forEach(this::print);
            }
            return ExitCode.OK;
        }
    }
}
