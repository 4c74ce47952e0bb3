package dev.builderos.cli.command;

import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;
import dev.builderos.cli.project.ProjectDirectory;
import dev.builderos.gateway.api.GatewayClient;
import dev.builderos.gateway.api.RunDifferences;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "compare",
        description = "What two runs have otherwise, and where it began.",
        footer = {
            "",
            "  builderos compare 0192f3a1-7b2c latest",
            "  builderos compare 0192f3a1-7b2c latest --json | jq .first"
        })
final class CompareCommand extends BaseCommand {
    @SuppressWarnings("NullAway.Init")
    @Parameters(index = "0", paramLabel = "RUN", description = RunReference.HELP)
    String run;

    @SuppressWarnings("NullAway.Init")
    @Parameters(index = "1", paramLabel = "OTHER", description = "The run to compare it with.")
    String other;

    CompareCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() {
        try (GatewayClient client = session.client()) {
            Optional<ProjectDirectory> here = projectHere();
            RunDifferences found = client.compareRuns(
                    RunReference.resolve(client, here, run), RunReference.resolve(client, here, other));
            if (json) {
                printJson(found);
            } else {
                ComparisonReport.of(found).forEach(this::print);
            }
            return ExitCode.OK;
        }
    }
}
