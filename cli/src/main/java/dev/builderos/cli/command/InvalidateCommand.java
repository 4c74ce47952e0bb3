package dev.builderos.cli.command;

import dev.builderos.cli.Session;
import dev.builderos.gateway.api.GatewayClient;
import dev.builderos.gateway.api.ResumeRun;
import dev.builderos.gateway.api.RunSummary;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

final class InvalidateCommand extends BaseCommand {
    private final Supplier<String> run = arguments.parameter("RUN", RunReference.HELP);

    private final Supplier<List<String>> names =
            arguments.parameters("1..*", "STEP|ARTIFACT", "A step, or a file for the step that left it.");

    private final Given<String> reason = arguments.option("--reason", "TEXT", "Why; it goes into the record.");

    private final Resumption resumption = new Resumption(arguments);

    InvalidateCommand(Session session) {
        super(
                session,
                "invalidate",
                "Run steps of a run again that is over, and what needs them; the rest is kept.",
                "",
                "The run goes on with the files it had; `builderos resume RUN --invalidate STEP` takes those of now.",
                "",
                "  builderos invalidate latest generate --plan",
                "  builderos invalidate latest plan.md --reason \"the plan misses the tests\"");
    }

    @Override
    public Integer call() {
        try (GatewayClient client = session.client()) {
            RunSummary ended = client.run(RunReference.resolve(client, projectHere(), run.get()))
                    .summary();
            return resumption.carryOut(
                    this,
                    client,
                    projectHere().filter(here -> here.name().equals(ended.project())),
                    ended,
                    new ResumeRun(null, Map.of(), null, names.get(), reason.get()));
        }
    }
}
