package dev.builderos.cli.command;

import dev.builderos.cli.Session;
import dev.builderos.cli.project.ProjectDirectory;
import dev.builderos.cli.project.RunStarter;
import dev.builderos.gateway.api.GatewayClient;
import dev.builderos.gateway.api.RunOptions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "run",
        description = "Run a pipeline and watch it.",
        footer = {
            "",
            "The project's files are checked here first; mistakes are shown with file, line and column.",
            "Steps with `cache: true` take over what was done before on the same content, unless --no-cache is given.",
            "Ctrl-C leaves the run alone and says how to come back to it.",
            "",
            "  builderos run ship/feature.yaml -i task=\"add GET /health\"",
            "  builderos run feature -i task=\"…\" --model anthropic:claude-sonnet",
            "  builderos run feature -i task=\"…\" --yes --json > events.jsonl",
            "  builderos run feature -i task=\"…\" --detach"
        })
final class RunCommand extends BaseCommand {
    @SuppressWarnings("NullAway.Init")
    @Parameters(paramLabel = "PIPELINE", description = "A file in ship/, or its name.")
    String pipeline;

    @Option(names = "-i", paramLabel = "KEY=VALUE", description = "An input of the pipeline.")
    Map<String, String> inputs = new LinkedHashMap<>();

    @Nullable
    @Option(
            names = "--model",
            paramLabel = "PROVIDER:NAME",
            description = "Use this model instead of the project's default.")
    String model;

    @Option(
            names = "--sandbox",
            paramLabel = "KIND",
            description = "bubblewrap (the default), or none: commands then have all your rights.")
    Sandbox sandbox = Sandbox.bubblewrap;

    @Option(names = "--allow-dirty", description = "Leave uncommitted changes aside instead of refusing.")
    boolean allowDirty;

    @Option(names = "--no-cache", description = "Do everything, also what was done before on the same content.")
    boolean noCache;

    @Mixin
    Watching watching = new Watching();

    /** Named as they are written on the command line. */
    enum Sandbox {
        bubblewrap,
        none
    }

    RunCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() {
        ProjectDirectory project = project();
        try (GatewayClient client = session.clientOfStartedServer()) {
            String run = new RunStarter(client, project)
                    .start(
                            pipeline,
                            inputs,
                            new RunOptions(sandbox.name(), model, allowDirty, noCache ? Boolean.FALSE : null));
            return watching.watch(this, client, run, Optional.of(project));
        }
    }
}
