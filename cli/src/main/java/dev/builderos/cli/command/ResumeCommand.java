package dev.builderos.cli.command;

import dev.builderos.cli.CliFailure;
import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;
import dev.builderos.cli.live.Names;
import dev.builderos.cli.project.ProjectDirectory;
import dev.builderos.cli.project.RunStarter;
import dev.builderos.cli.terminal.Line;
import dev.builderos.cli.terminal.Line.Style;
import dev.builderos.gateway.api.GatewayClient;
import dev.builderos.gateway.api.GatewayProblem;
import dev.builderos.gateway.api.ResumeRun;
import dev.builderos.gateway.api.RunSummary;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

final class ResumeCommand extends BaseCommand {
    private final Supplier<String> run = arguments.parameter("RUN", RunReference.HELP);

    private final Supplier<Map<String, String>> inputs =
            arguments.pairs("-i", "KEY=VALUE", "An input of the pipeline that is another now.");

    private final Given<String> model = arguments.option("--model", "PROVIDER:NAME", "Use this model from now on.");

    private final Supplier<List<String>> invalidate = arguments.options(
            "--invalidate", "STEP|ARTIFACT", "Run this step again, or the one that left this file; may be repeated.");

    private final Supplier<Boolean> unchanged =
            arguments.flag("--unchanged", "With the files the run had, whatever they are now.");

    private final Given<String> reason = arguments.option("--reason", "TEXT", "Why; it goes into the record.");

    private final Resumption resumption = new Resumption(arguments);

    ResumeCommand(Session session) {
        super(
                session,
                "resume",
                "Let a run go on that was paused or set aside, or take one up again that is over.",
                "",
                "A run that is over goes on under its id, with the files of the project as they are now: edit what was",
                "wrong and resume. Steps whose prompt, pipeline, policy, tools and inputs are as they were, and that went",
                "well, are kept; the others run again, and so does what needs them. Approved effects that still stand",
                "are not repeated.",
                "",
                "  builderos resume latest --plan",
                "  builderos resume latest",
                "  builderos resume latest -i task=\"add GET /ready\" --invalidate plan",
                "  builderos resume 01a2 --unchanged");
    }

    @Override
    public Integer call() {
        try (GatewayClient client = session.client()) {
            Optional<ProjectDirectory> project = projectHere();
            String id = RunReference.resolve(client, project, run.get());
            RunSummary summary;
            try {
                summary = client.run(id).summary();
            } catch (GatewayProblem refused) {
                if (resumption.planned() || !RunReference.isSetAside(refused)) {
                    throw refused;
                }
                return resume(client, id);
            }
            if (!summary.state().terminal() && !resumption.planned()) {
                return resume(client, id);
            }
            Optional<ProjectDirectory> own = project.filter(here -> here.name().equals(summary.project()));
            return resumption.carryOut(this, client, own, summary, how(client, own));
        }
    }

    private ResumeRun how(GatewayClient client, Optional<ProjectDirectory> project) {
        if (project.isEmpty() && !unchanged.get()) {
            throw new CliFailure(
                    ExitCode.USAGE,
                    "the run is not of the project in this directory, so there are no files for it to go on with",
                    List.of("change to its directory, or let it go on with the files it had:  builderos resume "
                            + run.get() + " --unchanged"));
        }
        String snapshot =
                unchanged.get() || project.isEmpty() ? null : new RunStarter(client, project.get()).snapshot();
        return new ResumeRun(snapshot, new LinkedHashMap<>(inputs.get()), model.get(), invalidate.get(), reason.get());
    }

    /** Lets it go on as it is: a run that is paused, or one that was set aside and is to be read again. */
    private int resume(GatewayClient client, String id) {
        RunSummary now = client.resumeRun(
                id,
                new ResumeRun(null, new LinkedHashMap<>(inputs.get()), model.get(), invalidate.get(), reason.get()));
        if (json()) {
            printJson(now);
        } else {
            print(Line.of(
                    Style.GREEN,
                    "▶ " + Names.id(now.id()) + " is " + now.state().name().toLowerCase(Locale.ROOT)));
        }
        return ExitCode.OK;
    }
}
