package dev.builderos.cli.command;

import dev.builderos.cli.CliFailure;
import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;
import dev.builderos.cli.terminal.Table;
import dev.builderos.cli.terminal.Table.Cell;
import dev.builderos.gateway.api.ArtifactList;
import dev.builderos.gateway.api.ArtifactView;
import dev.builderos.gateway.api.GatewayClient;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.function.Supplier;

final class ArtifactsCommand extends BaseCommand {
    private final Supplier<String> run = arguments.parameter("RUN", RunReference.HELP);

    private final Given<String> name =
            arguments.optionalParameter("NAME", "Write this one; STEP/NAME where two have the same.");

    private final Given<String> file = arguments.option("-o", "FILE", "Write it there instead of standard output.");

    ArtifactsCommand(Session session) {
        super(
                session,
                "artifacts",
                "The files the steps of a run left.",
                "",
                "  builderos artifacts latest",
                "  builderos artifacts latest plan.md",
                "  builderos artifacts latest plan/plan.md -o plan.md");
    }

    @Override
    public Integer call() throws IOException {
        try (GatewayClient client = session.client()) {
            String id = RunReference.resolve(client, projectHere(), run.get());
            ArtifactList artifacts = client.artifacts(id);
            if (name.get() != null) {
                ArtifactView artifact = find(artifacts, name.get());
                try (InputStream bytes = client.blob(id, artifact.digest())) {
                    FileOutput.write(this, bytes.readAllBytes(), file.get());
                }
            } else if (json()) {
                printJson(artifacts);
            } else {
                Table table = new Table("STEP", "NAME", "BYTES", "DIGEST");
                artifacts
                        .artifacts()
                        .forEach(artifact -> table.row(
                                Cell.of(artifact.stepId()),
                                Cell.of(artifact.name()),
                                Cell.of(Long.toString(artifact.bytes())),
                                Cell.of(artifact.digest())));
                table.lines().forEach(this::print);
            }
            return ExitCode.OK;
        }
    }

    private static ArtifactView find(ArtifactList artifacts, String wanted) {
        List<ArtifactView> matches = artifacts.artifacts().stream()
                .filter(artifact ->
                        artifact.name().equals(wanted) || (artifact.stepId() + "/" + artifact.name()).equals(wanted))
                .toList();
        if (matches.isEmpty()) {
            throw new CliFailure(
                    ExitCode.NOT_FOUND,
                    "the run left no `" + wanted + "`",
                    artifacts.artifacts().stream()
                            .map(artifact -> "there is  " + artifact.stepId() + "/" + artifact.name())
                            .toList());
        }
        if (matches.stream().map(ArtifactView::stepId).distinct().count() > 1) {
            throw new CliFailure(
                    ExitCode.USAGE,
                    "several steps left `" + wanted + "`",
                    matches.stream()
                            .map(artifact -> artifact.stepId() + "/" + artifact.name())
                            .toList());
        }
        return matches.getLast();
    }
}
