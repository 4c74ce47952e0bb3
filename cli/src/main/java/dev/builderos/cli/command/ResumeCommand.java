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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "resume",
        description = "Let a paused run go on, or take one up again that is over.",
        footer = {
            "",
            "A run that is over goes on under its id, with the files of the project as they are now: edit what was",
            "wrong and resume. Steps whose prompt, pipeline, policy, tools and inputs are as they were, and that went",
            "well, are kept; the others run again, and so does what needs them. Approved effects that still stand",
            "are not repeated.",
            "",
            "  builderos resume latest --plan",
            "  builderos resume latest",
            "  builderos resume latest -i task=\"add GET /ready\" --invalidate plan",
            "  builderos resume 01a2 --unchanged"
        })
final class ResumeCommand extends BaseCommand {
    @SuppressWarnings("NullAway.Init")
    @Parameters(paramLabel = "RUN", description = RunReference.HELP)
    String run;

    @Option(names = "-i", paramLabel = "KEY=VALUE", description = "An input of the pipeline that is another now.")
    Map<String, String> inputs = new LinkedHashMap<>();

    @Nullable
    @Option(names = "--model", paramLabel = "PROVIDER:NAME", description = "Use this model from now on.")
    String model;

    @Option(
            names = "--invalidate",
            paramLabel = "STEP|ARTIFACT",
            description = "Run this step again, or the one that left this file; may be repeated.")
    List<String> invalidate = new ArrayList<>();

    @Option(names = "--unchanged", description = "With the files the run had, whatever they are now.")
    boolean unchanged;

    @Nullable
    @Option(names = "--reason", paramLabel = "TEXT", description = "Why; it goes into the record.")
    String reason;

    @Mixin
    Resumption resumption = new Resumption();

    ResumeCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() {
        try (GatewayClient client = session.client()) {
            Optional<ProjectDirectory> project = projectHere();
            String id = RunReference.resolve(client, project, run);
            RunSummary summary;
            try {
                summary = client.run(id).summary();
            } catch (GatewayProblem refused) {
                if (resumption.plan || !RunReference.isSetAside(refused)) {
                    throw refused;
                }
                return resume(client, id);
            }
            if (!summary.state().terminal() && !resumption.plan) {
                return resume(client, id);
            }
            Optional<ProjectDirectory> own = project.filter(here -> here.name().equals(summary.project()));
            return resumption.carryOut(this, client, own, summary, how(client, own));
        }
    }

    private ResumeRun how(GatewayClient client, Optional<ProjectDirectory> project) {
        if (project.isEmpty() && !unchanged) {
            throw new CliFailure(
                    ExitCode.USAGE,
                    "the run is not of the project in this directory, so there are no files for it to go on with",
                    List.of("change to its directory, or let it go on with the files it had:  builderos resume " + run
                            + " --unchanged"));
        }
        String snapshot = unchanged || project.isEmpty() ? null : new RunStarter(client, project.get()).snapshot();
        return new ResumeRun(snapshot, new LinkedHashMap<>(inputs), model, invalidate, reason);
    }

    /** Lets it go on as it is: a run that is paused, or one that was set aside and is to be read again. */
    private int resume(GatewayClient client, String id) {
        RunSummary now =
                client.resumeRun(id, new ResumeRun(null, new LinkedHashMap<>(inputs), model, invalidate, reason));
        if (json) {
            printJson(now);
        } else {
            print(Line.of(
                    Style.GREEN,
                    "▶ " + Names.id(now.id()) + " is " + now.state().name().toLowerCase(Locale.ROOT)));
        }
        return ExitCode.OK;
    }
}
