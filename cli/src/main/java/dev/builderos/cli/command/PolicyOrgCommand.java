package dev.builderos.cli.command;

import dev.builderos.cli.CliFailure;
import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;
import dev.builderos.gateway.api.GatewayClient;
import dev.builderos.gateway.api.SourceFile;
import dev.builderos.gateway.api.StandingPolicy;
import java.util.function.Supplier;

final class PolicyOrgCommand extends BaseCommand {
    private final Given<String> set = arguments.option("--set", "FILE", "Set it; Owners and Admins may.");

    private final Supplier<Boolean> remove = arguments.flag("--remove", "Take it away; Owners and Admins may.");

    PolicyOrgCommand(Session session) {
        super(
                session,
                "org",
                "The policy of the org, which bounds those of all projects.",
                "",
                "A file like that of a project. What it denies, or asks about, no project can allow. It holds for runs that",
                "start afterwards; without an option it is shown.",
                "",
                "  builderos policy org",
                "  builderos policy org --set org.policy.yaml",
                "  builderos policy org --remove");
    }

    @Override
    public Integer call() {
        if (set.get() != null && remove.get()) {
            throw new CliFailure(ExitCode.USAGE, "--set and --remove exclude each other");
        }
        try (GatewayClient client = session.clientOfStartedServer()) {
            String file = set.get();
            StandingPolicy standing;
            if (file != null) {
                PolicyFileText policy = PolicyFileText.read(session, null, file);
                standing = client.setPolicy(null, new SourceFile(policy.path(), policy.text()));
            } else {
                standing = remove.get() ? client.removePolicy(null) : client.findPolicy(null);
            }
            PolicyStanding.print(this, standing, "the org has no policy of its own");
            return ExitCode.OK;
        }
    }
}
