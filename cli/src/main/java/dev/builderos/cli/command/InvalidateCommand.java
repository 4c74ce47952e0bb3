package dev.builderos.cli.command;

import dev.builderos.cli.Session;
import dev.builderos.gateway.api.GatewayClient;
import dev.builderos.gateway.api.ResumeRun;
import dev.builderos.gateway.api.RunSummary;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "invalidate",
        description = "Run steps of a run again that is over, and what needs them; the rest is kept.",
        footer = {
            "",
            "The run goes on with the files it had; `builderos resume RUN --invalidate STEP` takes those of now.",
            "",
            "  builderos invalidate latest generate --plan",
            "  builderos invalidate latest plan.md --reason \"the plan misses the tests\""
        })
final class InvalidateCommand extends BaseCommand {
    @SuppressWarnings("NullAway.Init")
    @Parameters(index = "0", paramLabel = "RUN", description = RunReference.HELP)
    String run;

    @SuppressWarnings("NullAway.Init")
    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "STEP|ARTIFACT",
            description = "A step, or a file for the step that left it.")
    List<String> names;

    @Nullable
    @Option(names = "--reason", paramLabel = "TEXT", description = "Why; it goes into the record.")
    String reason;

    @Mixin
    Resumption resumption = new Resumption();

    InvalidateCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() {
        try (GatewayClient client = session.client()) {
            RunSummary ended =
                    client.run(RunReference.resolve(client, projectHere(), run)).summary();
            return resumption.carryOut(
                    this,
                    client,
                    projectHere().filter(here -> here.name().equals(ended.project())),
                    ended,
                    new ResumeRun(null, Map.of(), null, names, reason));
        }
    }
}
