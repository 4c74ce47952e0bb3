package dev.builderos.cli.command;

import dev.builderos.cli.CliFailure;
import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;
import dev.builderos.cli.project.ProjectDirectory;
import dev.builderos.cli.project.RunStarter;
import dev.builderos.gateway.api.GatewayClient;
import dev.builderos.gateway.api.Rerun;
import dev.builderos.gateway.api.RunView;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

final class RerunCommand extends BaseCommand {
    private final Supplier<String> run = arguments.parameter("RUN", RunReference.HELP);

    private final Supplier<Map<String, String>> inputs =
            arguments.pairs("-i", "KEY=VALUE", "An input that is otherwise this time.");

    private final Given<String> model =
            arguments.option("--model", "PROVIDER:NAME", "Use this model instead of the one it had.");

    private final Supplier<Boolean> current =
            arguments.flag("--current", "With the project's files as they are here now, not as they were.");

    private final Supplier<Boolean> allowDirty =
            arguments.flag("--allow-dirty", "Leave uncommitted changes aside instead of refusing.");

    private final Watching watching = Watching.with(arguments);

    RerunCommand(Session session) {
        super(
                session,
                "rerun",
                "Do again what a run did, as a new run, and watch it.",
                "",
                "The new run has the pipeline, files, inputs and options of the other, but for what is given here.",
                "What it finds in the repository is what is there now.",
                "",
                "  builderos rerun latest",
                "  builderos rerun 0192f3a1-7b2c -i task=\"add GET /ready\" --model anthropic:claude-sonnet",
                "  builderos rerun latest --current --detach");
    }

    @Override
    public Integer call() {
        try (GatewayClient client = session.clientOfStartedServer()) {
            RunView before = client.run(RunReference.resolve(client, projectHere(), run.get()));
            String owner = before.summary().project();
            Optional<ProjectDirectory> here =
                    projectHere().filter(project -> project.name().equals(owner));
            if (current.get() && here.isEmpty()) {
                throw new CliFailure(
                        ExitCode.USAGE, "--current takes the files of `" + owner + "`, whose directory this is not");
            }
            String snapshot = current.get()
                    ? here.map(project -> new RunStarter(client, project).snapshot())
                            .orElseThrow()
                    : null;
            Rerun rerun = new Rerun(
                    TypedInputs.like(before.inputs(), inputs.get()),
                    model.get(),
                    snapshot,
                    allowDirty.get() ? Boolean.TRUE : null);
            String started = RunStarter.insist(
                    key -> client.rerun(before.summary().id(), rerun, key).runId());
            return watching.watch(this, client, started, here);
        }
    }
}
