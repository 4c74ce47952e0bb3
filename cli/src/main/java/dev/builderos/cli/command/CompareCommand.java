package dev.builderos.cli.command;

import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;
import dev.builderos.cli.project.ProjectDirectory;
import dev.builderos.gateway.api.GatewayClient;
import dev.builderos.gateway.api.RunDifferences;
import java.util.Optional;
import java.util.function.Supplier;

final class CompareCommand extends BaseCommand {
    private final Supplier<String> run = arguments.parameter("RUN", RunReference.HELP);

    private final Supplier<String> other = arguments.parameter("OTHER", "The run to compare it with.");

    CompareCommand(Session session) {
        super(
                session,
                "compare",
                "What two runs have otherwise, and where it began.",
                "",
                "  builderos compare 0192f3a1-7b2c latest",
                "  builderos compare 0192f3a1-7b2c latest --json | jq .first");
    }

    @Override
    public Integer call() {
        try (GatewayClient client = session.client()) {
            Optional<ProjectDirectory> here = projectHere();
            RunDifferences found = client.compareRuns(
                    RunReference.resolve(client, here, run.get()), RunReference.resolve(client, here, other.get()));
            if (json()) {
                printJson(found);
            } else {
                ComparisonReport.of(found).forEach(this::print);
            }
            return ExitCode.OK;
        }
    }
}
