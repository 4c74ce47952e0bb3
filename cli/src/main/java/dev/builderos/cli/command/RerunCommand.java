package dev.builderos.cli.command;

import dev.builderos.cli.CliFailure;
import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;
import dev.builderos.cli.project.ProjectDirectory;
import dev.builderos.cli.project.RunStarter;
import dev.builderos.gateway.api.GatewayClient;
import dev.builderos.gateway.api.Rerun;
import dev.builderos.gateway.api.RunView;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "rerun",
        description = "Do again what a run did, as a new run, and watch it.",
        footer = {
            "",
            "The new run has the pipeline, files, inputs and options of the other, but for what is given here.",
            "What it finds in the repository is what is there now.",
            "",
            "  builderos rerun latest",
            "  builderos rerun 0192f3a1-7b2c -i task=\"add GET /ready\" --model anthropic:claude-sonnet",
            "  builderos rerun latest --current --detach"
        })
final class RerunCommand extends BaseCommand {
    @SuppressWarnings("NullAway.Init")
    @Parameters(paramLabel = "RUN", description = RunReference.HELP)
    String run;

    @Option(names = "-i", paramLabel = "KEY=VALUE", description = "An input that is otherwise this time.")
    Map<String, String> inputs = new LinkedHashMap<>();

    @Nullable
    @Option(names = "--model", paramLabel = "PROVIDER:NAME", description = "Use this model instead of the one it had.")
    String model;

    @Option(names = "--current", description = "With the project's files as they are here now, not as they were.")
    boolean current;

    @Option(names = "--allow-dirty", description = "Leave uncommitted changes aside instead of refusing.")
    boolean allowDirty;

    @Mixin
    Watching watching = new Watching();

    RerunCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() {
        try (GatewayClient client = session.clientOfStartedServer()) {
            RunView before = client.run(RunReference.resolve(client, projectHere(), run));
            String owner = before.summary().project();
            Optional<ProjectDirectory> here =
                    projectHere().filter(project -> project.name().equals(owner));
            if (current && here.isEmpty()) {
                throw new CliFailure(
                        ExitCode.USAGE, "--current takes the files of `" + owner + "`, whose directory this is not");
            }
            String snapshot = current
                    ? here.map(project -> new RunStarter(client, project).snapshot())
                            .orElseThrow()
                    : null;
            Rerun rerun = new Rerun(
                    TypedInputs.like(before.inputs(), inputs), model, snapshot, allowDirty ? Boolean.TRUE : null);
            String started = RunStarter.insist(
                    key -> client.rerun(before.summary().id(), rerun, key).runId());
            return watching.watch(this, client, started, here);
        }
    }
}
