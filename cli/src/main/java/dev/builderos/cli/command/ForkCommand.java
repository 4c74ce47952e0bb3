package dev.builderos.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.builderos.cli.CliFailure;
import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;
import dev.builderos.cli.live.Names;
import dev.builderos.cli.project.ProjectDirectory;
import dev.builderos.cli.project.RunStarter;
import dev.builderos.cli.terminal.Line;
import dev.builderos.cli.terminal.Line.Style;
import dev.builderos.gateway.api.ForkRun;
import dev.builderos.gateway.api.GatewayClient;
import dev.builderos.gateway.api.GatewayJson;
import dev.builderos.gateway.api.RunDifferences;
import dev.builderos.gateway.api.RunView;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

final class ForkCommand extends BaseCommand {
    private final Supplier<String> run = arguments.parameter("RUN", RunReference.HELP);

    private final Supplier<String> at = arguments.needed("--at", "STEP", "From this step on, do it anew.");

    private final Supplier<List<String>> sets =
            arguments.options("--set", "WHAT=VALUE", "What to swap; may be repeated.");

    private final Watching watching = Watching.with(arguments);

    ForkCommand(Session session) {
        super(
                session,
                "fork",
                "Do the rest of a run anew with something swapped, as a new run, and compare.",
                "",
                "What succeeded before the step is taken over: its commits, files and outputs. The step, what needs it, and",
                "what people approved are done anew, on a branch of the new run's own; approvals are asked for again. At the",
                "end the two runs are compared. What can be swapped:",
                "",
                "  --set prompt=NAME@VERSION            a version the server knows, or one in prompts/ here",
                "  --set model=PROVIDER:NAME            in place of the project's default model",
                "  --set input.KEY=VALUE                an input; input=KEY=VALUE says the same",
                "",
                "  builderos fork latest --at generate --set prompt=builder/generate@1.3.0",
                "  builderos fork 0192f3a1-7b2c --at plan --set model=anthropic:claude-sonnet --detach",
                "  builderos fork latest --at plan --set input.task=\"add GET /ready\" --json",
                "",
                "The exit code is that of the new run.");
    }

    /** What was asked to be swapped. */
    private record Swaps(
            Map<String, String> inputs,
            Map<String, String> prompts,
            @Nullable String model) {}

    @Override
    public Integer call() {
        Swaps swaps = swaps();
        try (GatewayClient client = session.clientOfStartedServer()) {
            RunView before = client.run(RunReference.resolve(client, projectHere(), run.get()));
            Optional<ProjectDirectory> here = projectHere()
                    .filter(project -> project.name().equals(before.summary().project()));
            if (!swaps.prompts().isEmpty()) {
                // A version that was written a moment ago becomes known with the files it is in.
                here.ifPresent(project -> new RunStarter(client, project).snapshot());
            }
            ForkRun fork = new ForkRun(
                    at.get(), TypedInputs.like(before.inputs(), swaps.inputs()), swaps.model(), swaps.prompts());
            String source = before.summary().id();
            String started =
                    RunStarter.insist(key -> client.forkRun(source, fork, key).runId());
            int outcome = watching.watch(this, client, started, here);
            if (!watching.detached()) {
                compare(client.compareRuns(source, started));
            }
            return outcome;
        }
    }

    private void compare(RunDifferences found) {
        if (json()) {
            ObjectNode event = GatewayJson.mapper().createObjectNode().put("event", "compared");
            event.set("differences", GatewayJson.mapper().valueToTree(found));
            printJson(event);
            return;
        }
        print("");
        print(Line.of(Style.BOLD, "compared with " + Names.id(found.run().id())));
        ComparisonReport.of(found).forEach(this::print);
    }

    private Swaps swaps() {
        Map<String, String> inputs = new LinkedHashMap<>();
        Map<String, String> prompts = new LinkedHashMap<>();
        String model = null;
        for (String set : sets.get()) {
            String what = before(set, '=', set);
            String value = set.substring(what.length() + 1);
            if (what.equals("model")) {
                model = value;
            } else if (what.equals("prompt")) {
                String name = before(value, '@', set);
                prompts.put(name, value.substring(name.length() + 1));
            } else if (what.equals("input")) {
                String name = before(value, '=', set);
                inputs.put(name, value.substring(name.length() + 1));
            } else if (what.startsWith("input.") && what.length() > "input.".length()) {
                inputs.put(what.substring("input.".length()), value);
            } else {
                throw wrong(set);
            }
        }
        if (sets.get().isEmpty()) {
            throw new CliFailure(
                    ExitCode.USAGE,
                    "say with --set what is to be otherwise: prompt=NAME@VERSION, model=PROVIDER:NAME or input.KEY=VALUE",
                    List.of("to do all of it again:  builderos rerun " + run.get()));
        }
        return new Swaps(inputs, prompts, model);
    }

    private static String before(String text, char sign, String set) {
        int at = text.indexOf(sign);
        if (at <= 0) {
            throw wrong(set);
        }
        return text.substring(0, at);
    }

    private static CliFailure wrong(String set) {
        return new CliFailure(
                ExitCode.USAGE,
                "`--set " + set + "` swaps nothing; write prompt=NAME@VERSION, model=PROVIDER:NAME or input.KEY=VALUE");
    }
}
