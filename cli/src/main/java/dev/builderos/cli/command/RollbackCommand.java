package dev.builderos.cli.command;

import dev.builderos.cli.Session;
import dev.builderos.cli.live.Approvals;
import dev.builderos.cli.live.LiveRun;
import dev.builderos.cli.live.RunFollower;
import dev.builderos.cli.project.ProjectDirectory;
import dev.builderos.cli.project.RunStarter;
import dev.builderos.gateway.api.GatewayClient;
import dev.builderos.gateway.api.RunOptions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

final class RollbackCommand extends BaseCommand {
    static final String PIPELINE = "builtin/rollback.yaml";

    private final Supplier<String> environment = arguments.needed("--env", "ENV", "The environment.");

    private final Given<String> release =
            arguments.option("--to", "RELEASE", "The release; the one before without it.");

    private final Supplier<Boolean> yes =
            arguments.flag("--yes", "Approve whatever is asked; the record says that nobody looked.");

    RollbackCommand(Session session) {
        super(
                session,
                "rollback",
                "Bring the release before, or another one, back.",
                "",
                "It is a run like any other: judged by policy, journalled, with a receipt.",
                "",
                "  builderos rollback --env prod",
                "  builderos rollback --env prod --to 3f2a91c --yes");
    }

    @Override
    public Integer call() {
        ProjectDirectory project = project();
        Approvals approvals =
                yes.get() ? Approvals.YES : console().terminal() && !json() ? Approvals.ASK : Approvals.LEAVE;
        try (GatewayClient client = session.clientOfStartedServer()) {
            String run = start(client, project, environment.get(), release.get());
            return new RunFollower(session, client, json() ? LiveRun.Output.JSON : LiveRun.Output.PEOPLE)
                    .follow(run, Optional.of(project), approvals)
                    .exitCode();
        }
    }

    static String start(GatewayClient client, ProjectDirectory project, String environment, @Nullable String release) {
        Map<String, String> inputs = new LinkedHashMap<>();
        inputs.put("env", environment);
        if (release != null) {
            inputs.put("to", release);
        }
        return new RunStarter(client, project).start(PIPELINE, inputs, new RunOptions("bubblewrap", null, true));
    }
}
