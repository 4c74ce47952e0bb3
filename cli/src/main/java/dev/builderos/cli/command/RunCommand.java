package dev.builderos.cli.command;

import dev.builderos.cli.Session;
import dev.builderos.cli.project.ProjectDirectory;
import dev.builderos.cli.project.RunStarter;
import dev.builderos.gateway.api.GatewayClient;
import dev.builderos.gateway.api.RunOptions;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

final class RunCommand extends BaseCommand {
    private final Supplier<String> pipeline = arguments.parameter("PIPELINE", "A file in ship/, or its name.");

    private final Supplier<Map<String, String>> inputs =
            arguments.pairs("-i", "KEY=VALUE", "An input of the pipeline.");

    private final Given<String> model =
            arguments.option("--model", "PROVIDER:NAME", "Use this model instead of the project's default.");

    private final Supplier<Sandbox> sandbox = arguments.option(
            "--sandbox",
            "KIND",
            "bubblewrap (the default), or none: commands then have all your rights.",
            Sandbox.bubblewrap);

    private final Supplier<Boolean> allowDirty =
            arguments.flag("--allow-dirty", "Leave uncommitted changes aside instead of refusing.");

    private final Supplier<Boolean> noCache =
            arguments.flag("--no-cache", "Do everything, also what was done before on the same content.");

    private final Watching watching = Watching.with(arguments);

    /** Named as they are written on the command line. */
    enum Sandbox {
        bubblewrap,
        none
    }

    RunCommand(Session session) {
        super(
                session,
                "run",
                "Run a pipeline and watch it.",
                "",
                "The project's files are checked first; mistakes are shown with file, line and column.",
                "Steps with `cache: true` take over what was done before on the same content, unless --no-cache is given.",
                "Ctrl-C leaves the run alone and says how to come back to it.",
                "",
                "  builderos run ship/feature.yaml -i task=\"add GET /health\"",
                "  builderos run feature -i task=\"…\" --model anthropic:claude-sonnet",
                "  builderos run feature -i task=\"…\" --yes --json > events.jsonl",
                "  builderos run feature -i task=\"…\" --detach");
    }

    @Override
    public Integer call() {
        ProjectDirectory project = project();
        try (GatewayClient client = session.clientOfStartedServer()) {
            String run = new RunStarter(client, project)
                    .start(
                            pipeline.get(),
                            inputs.get(),
                            new RunOptions(
                                    sandbox.get().name(),
                                    model.get(),
                                    allowDirty.get(),
                                    noCache.get() ? Boolean.FALSE : null));
            return watching.watch(this, client, run, Optional.of(project));
        }
    }
}
