package dev.builderos.cli.command;

import dev.builderos.cli.CliFailure;
import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;
import dev.builderos.cli.terminal.Line;
import dev.builderos.cli.terminal.Line.Style;
import dev.builderos.gateway.api.HookSecret;
import dev.builderos.gateway.api.HookView;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The secret of an endpoint: read where a provider made it, shown where the server did. */
final class HookSecretText {
    static final String FLAG = "--secret-stdin";
    static final String HELP = "Read the secret that the provider made from standard input; else one is made.";

    private static final int LARGEST = 4_096;

    private HookSecretText() {}

    /** Null when one is to be made. */
    static @Nullable String given(Supplier<Boolean> read) throws IOException {
        if (!read.get()) {
            return null;
        }
        byte[] bytes = System.in.readNBytes(LARGEST + 1);
        String secret = new String(bytes, StandardCharsets.UTF_8).strip();
        if (secret.isEmpty() || bytes.length > LARGEST) {
            throw new CliFailure(
                    ExitCode.USAGE,
                    "there is no secret on standard input",
                    "pipe it:  pass show hook | builderos hooks add standard " + FLAG);
        }
        return secret;
    }

    /** Where to send to, and with which secret. */
    static void show(BaseCommand command, HookSecret made) {
        HookView hook = made.hook();
        command.print(Line.of(Style.GREEN, "✓ ")
                .add(hook.id() + "  for " + hook.provider().name().toLowerCase(Locale.ROOT) + " in " + hook.project()));
        command.print("  URL     " + base(command.session) + "/v1/hooks/" + hook.id());
        command.print("  secret  " + made.secret());
        command.print(Line.of(Style.DIM, "  the secret is shown this once; " + way(hook)));
    }

    private static String way(HookView hook) {
        return switch (hook.provider()) {
            case GITHUB -> "both go to Settings › Webhooks, with content type application/json";
            case GITLAB -> "both go to Settings › Webhooks, the secret as its token";
            case STANDARD -> "the sender signs as standardwebhooks.com says";
            case HMAC -> "the sender puts sha256=HEX of HMAC-SHA256 over the body into X-Signature-256";
        };
    }

    private static String base(Session session) {
        String url = session.environment().getOrDefault("BUILDEROS_URL", "");
        return url.isBlank() ? session.home().endpoint().base().toString() : url.replaceAll("/+$", "");
    }
}
