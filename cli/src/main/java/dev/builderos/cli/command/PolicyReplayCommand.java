package dev.builderos.cli.command;

import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;
import dev.builderos.cli.project.ProjectDirectory;
import dev.builderos.gateway.api.DecisionChanges;
import dev.builderos.gateway.api.GatewayClient;
import dev.builderos.gateway.api.ReplayDecisions;
import java.time.Instant;
import java.util.Objects;

final class PolicyReplayCommand extends BaseCommand {
    private final Given<String> file =
            arguments.optionalParameter("FILE", "The policy; builderos.policy.yaml without it.");

    private final Given<String> since =
            arguments.option("--since", "TIME", "Decisions not older: " + Moment.HELP + " 30d without it.");

    PolicyReplayCommand(Session session) {
        super(
                session,
                "replay",
                "What a changed policy would have decided.",
                "",
                "Asks the policy again about every effect of this project that was judged, and shows where the answer is",
                "another one. Nothing happens, and nothing is recorded. Ends with 1 when something changes.",
                "",
                "  builderos policy replay --since 30d",
                "  builderos policy replay drafts/stricter.policy.yaml --since 12h");
    }

    @Override
    public Integer call() {
        ProjectDirectory project = project();
        PolicyFileText policy = PolicyFileText.read(session, project, file.get());
        Instant from = Objects.requireNonNull(
                Moment.read(Objects.requireNonNullElse(since.get(), "30d"), session.clock(), "--since"));
        try (GatewayClient client = session.clientOfStartedServer()) {
            DecisionChanges changes =
                    client.replayDecisions(new ReplayDecisions(policy.path(), policy.text(), project.name(), from));
            if (json()) {
                printJson(changes);
            } else {
                DecisionChangesTable.print(
                        this, changes, "nothing was decided about `" + project.name() + "` since then");
            }
            return changes.changes().isEmpty() ? ExitCode.OK : ExitCode.FAILED;
        }
    }
}
