package dev.builderos.cli.command;

import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;
import dev.builderos.cli.project.ProjectDirectory;
import dev.builderos.gateway.api.GatewayClient;
import dev.builderos.gateway.api.HookSecret;
import dev.builderos.gateway.api.HooksClient;
import dev.builderos.gateway.api.RotateHook;
import java.io.IOException;
import java.util.function.Supplier;

final class HooksRotateCommand extends BaseCommand {
    private final Given<String> hook = arguments.optionalParameter("HOOK", HookReference.HELP);

    private final Supplier<Boolean> secret = arguments.flag(HookSecretText.FLAG, HookSecretText.HELP);

    HooksRotateCommand(Session session) {
        super(
                session,
                "rotate",
                "Give an endpoint another secret.",
                "",
                "The one before is taken for 24 hours more, so that nothing is lost until the provider has the new one. Rotating",
                "twice ends it at once.",
                "",
                "  builderos hooks rotate",
                "  builderos hooks rotate hk_9c1f");
    }

    @Override
    public Integer call() throws IOException {
        String known = HookSecretText.given(secret);
        try (GatewayClient client = session.client()) {
            HooksClient hooks = new HooksClient(client);
            String project = projectHere().map(ProjectDirectory::name).orElse(null);
            HookSecret made = hooks.rotateHook(
                    HookReference.resolve(hooks, project, hook.get()).id(), new RotateHook(known));
            if (json()) {
                printJson(made);
            } else {
                HookSecretText.show(this, made);
                print("  the secret before is taken until " + made.hook().oldSecretUntil());
            }
            return ExitCode.OK;
        }
    }
}
