package dev.builderos.cli.command;

import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;
import dev.builderos.gateway.api.AddHook;
import dev.builderos.gateway.api.GatewayClient;
import dev.builderos.gateway.api.HookProvider;
import dev.builderos.gateway.api.HookSecret;
import dev.builderos.gateway.api.HooksClient;
import java.io.IOException;
import java.util.function.Supplier;

final class HooksAddCommand extends BaseCommand {
    private final Supplier<HookProvider> provider = arguments.parameter(
            "PROVIDER",
            "Who sends: github, gitlab, standard (standardwebhooks.com), or hmac for whoever signs the body.",
            HookProvider.class);

    private final Given<String> given =
            arguments.option("--project", "NAME", "Of this project; the one here unless given.");

    private final Supplier<Boolean> secret = arguments.flag(HookSecretText.FLAG, HookSecretText.HELP);

    HooksAddCommand(Session session) {
        super(
                session,
                "add",
                "Make an endpoint for the webhooks of a provider.",
                "",
                "Give the provider the URL and the secret. This server listens on this machine only; something of yours has to bring",
                "deliveries to it, such as a reverse proxy or a tunnel, byte by byte as they came.",
                "",
                "  builderos hooks add github",
                "  pass show stripe | builderos hooks add standard --secret-stdin");
    }

    @Override
    public Integer call() throws IOException {
        String name = given.get();
        String project = name == null ? project().name() : name;
        String known = HookSecretText.given(secret);
        try (GatewayClient client = session.client()) {
            HookSecret made = new HooksClient(client).addHook(new AddHook(project, provider.get(), known));
            if (json()) {
                printJson(made);
            } else {
                HookSecretText.show(this, made);
            }
            return ExitCode.OK;
        }
    }
}
