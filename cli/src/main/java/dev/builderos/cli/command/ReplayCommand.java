package dev.builderos.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;
import dev.builderos.cli.live.Names;
import dev.builderos.cli.project.ProjectDirectory;
import dev.builderos.cli.project.RunStarter;
import dev.builderos.cli.terminal.Line;
import dev.builderos.cli.terminal.Line.Style;
import dev.builderos.gateway.api.GatewayClient;
import dev.builderos.gateway.api.GatewayJson;
import dev.builderos.gateway.api.ReplayDivergence;
import dev.builderos.gateway.api.ReplayView;
import dev.builderos.gateway.api.RunView;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

final class ReplayCommand extends BaseCommand {
    private final Supplier<String> run = arguments.parameter("RUN", RunReference.HELP);

    private final Watching watching = Watching.withoutApprovals(arguments);

    ReplayCommand(Session session) {
        super(
                session,
                "replay",
                "Do what a run did once more, with what is on record, and see whether the same comes of it.",
                "",
                "Answers of models, decisions of policy and people, and results of what was pushed, deployed or fetched are",
                "those on record: no network, no tokens, nobody is asked, and nothing is done outside a workspace of its own,",
                "which goes away. Commands and file tools are carried out. Every request, effect, output, file and tree must",
                "be the one on record; the first that is not is named, by step and field.",
                "",
                "  builderos replay latest",
                "  builderos replay 0192f3a1-7b2c --json | tail -1 | jq .replay.divergence",
                "",
                "Exit codes: 0 everything is equal, also where the run had failed; 1 something diverged, or the replay ended",
                "before it could tell (cancelled, or what it needs is missing), which --json tells apart as DIVERGED and BROKEN.");
    }

    @Override
    public Integer call() {
        try (GatewayClient client = session.clientOfStartedServer()) {
            Optional<ProjectDirectory> here = projectHere();
            String source = RunReference.resolve(client, here, run.get());
            String started =
                    RunStarter.insist(key -> client.replayRun(source, key).runId());
            int exit = watching.watch(this, client, started, Optional.empty());
            return watching.detached() ? exit : tell(client.run(started));
        }
    }

    private int tell(RunView view) {
        ReplayView replay = Objects.requireNonNull(view.replay(), "it is a replay");
        if (json()) {
            ObjectNode event = GatewayJson.mapper().createObjectNode().put("event", "replayed");
            event.put("run", view.summary().id())
                    .set("replay", GatewayJson.mapper().valueToTree(replay));
            printJson(event);
        } else {
            print(line(view, replay));
            ReplayDivergence first = replay.divergence();
            if (first != null) {
                print(Line.of(Style.DIM, "  recorded  ").add(first.recorded() == null ? "–" : first.recorded()));
                print(Line.of(Style.DIM, "  replayed  ").add(first.replayed() == null ? "–" : first.replayed()));
            }
        }
        return replay.outcome() == ReplayView.Outcome.EQUAL ? ExitCode.OK : ExitCode.FAILED;
    }

    private static Line line(RunView view, ReplayView replay) {
        return switch (replay.outcome()) {
            case EQUAL ->
                Line.of(Style.GREEN, "✓ equal")
                        .add(
                                Style.DIM,
                                ": every step ended as in run " + Names.id(replay.of())
                                        + ", with the same outputs, files and trees");
            case DIVERGED -> {
                ReplayDivergence first = Objects.requireNonNull(replay.divergence());
                yield Line.of(Style.RED, "✗ diverged")
                        .add(" at step ")
                        .add(Style.BOLD, first.step())
                        .add(", " + first.field());
            }
            case BROKEN ->
                Line.of(Style.YELLOW, "? not told")
                        .add(": the replay did not come to its end"
                                + (view.message() == null ? "" : ": " + view.message()));
            case OPEN -> Line.of(Style.YELLOW, "? not told").add(": the replay goes on");
        };
    }
}
