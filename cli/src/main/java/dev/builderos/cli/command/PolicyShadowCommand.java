package dev.builderos.cli.command;

import dev.builderos.cli.CliFailure;
import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;
import dev.builderos.cli.project.ProjectDirectory;
import dev.builderos.gateway.api.DecisionChanges;
import dev.builderos.gateway.api.GatewayClient;
import dev.builderos.gateway.api.SourceFile;
import java.time.Instant;
import java.util.Objects;
import java.util.function.Supplier;

final class PolicyShadowCommand extends BaseCommand {
    private final Given<String> set = arguments.option("--set", "FILE", "Judge with this file too, from now on.");

    private final Supplier<Boolean> remove = arguments.flag("--remove", "Do so no more.");

    private final Supplier<Boolean> show = arguments.flag("--show", "Show the file.");

    private final Given<String> since =
            arguments.option("--since", "TIME", "Decisions not older: " + Moment.HELP + " 7d without it.");

    PolicyShadowCommand(Session session) {
        super(
                session,
                "shadow",
                "Try a policy on real runs before it counts.",
                "",
                "While a shadow is set, every effect of this project is judged by it too. What it says is recorded and changes",
                "nothing. Without an option, shows where it says otherwise than the policy that counts.",
                "",
                "  builderos policy shadow --set drafts/stricter.policy.yaml",
                "  builderos policy shadow --since 2d",
                "  builderos policy shadow --remove");
    }

    @Override
    public Integer call() {
        if (set.get() != null && remove.get()) {
            throw new CliFailure(ExitCode.USAGE, "--set and --remove exclude each other");
        }
        ProjectDirectory project = project();
        String none = "no shadow is set; set one with  builderos policy shadow --set FILE";
        try (GatewayClient client = session.clientOfStartedServer()) {
            String file = set.get();
            if (file != null) {
                PolicyFileText policy = PolicyFileText.read(session, project, file);
                PolicyStanding.print(
                        this, client.setPolicy(project.name(), new SourceFile(policy.path(), policy.text())), none);
            } else if (remove.get()) {
                PolicyStanding.print(this, client.removePolicy(project.name()), "the shadow is taken away");
            } else if (show.get()) {
                PolicyStanding.print(this, client.findPolicy(project.name()), none);
            } else {
                changes(client.shadowChanges(project.name(), from()));
            }
            return ExitCode.OK;
        }
    }

    private Instant from() {
        return Objects.requireNonNull(
                Moment.read(Objects.requireNonNullElse(since.get(), "7d"), session.clock(), "--since"));
    }

    private void changes(DecisionChanges changes) {
        if (json()) {
            printJson(changes);
        } else {
            DecisionChangesTable.print(
                    this,
                    changes,
                    "no shadow has judged anything since then; set one with  builderos policy shadow --set FILE");
        }
    }
}
