package dev.builderos.cli.command;

import dev.builderos.cli.CliFailure;
import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;
import dev.builderos.cli.terminal.Line;
import dev.builderos.cli.terminal.Line.Style;
import dev.builderos.secrets.Keyring;
import java.io.Console;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Supplier;

final class SecretSetCommand extends BaseCommand {
    private static final int LARGEST = 64 * 1024;
    /** As the redactor asks: shorter ones could not be taken out of logs. */
    private static final int SHORTEST = 8;

    private final Supplier<String> name = arguments.parameter("NAME", "Such as DB_URL.");

    SecretSetCommand(Session session) {
        super(
                session,
                "set",
                "Keep a secret, in the place of the one of this name.",
                "",
                "The value is asked for without showing it, or read from standard input. It is never an argument: those are",
                "visible to everybody on the machine.",
                "",
                "  builderos secret set DB_URL",
                "  pass show db | builderos secret set DB_URL");
    }

    @Override
    public Integer call() throws IOException {
        if (!Keyring.isName(name.get())) {
            throw new CliFailure(ExitCode.USAGE, "a secret has a name such as DB_URL: upper case, digits, underscores");
        }
        String value = value();
        if (value.length() < SHORTEST) {
            throw new CliFailure(
                    ExitCode.USAGE,
                    "a secret has at least " + SHORTEST + " characters; a shorter one could not be taken out of logs");
        }
        SecretKeyring.of(session).put(name.get(), value);
        print(Line.of(Style.GREEN, "✓ ").add(name.get() + " is kept"));
        return ExitCode.OK;
    }

    private String value() throws IOException {
        Optional<Console> terminal = Optional.ofNullable(System.console()).filter(Console::isTerminal);
        if (terminal.isPresent()) {
            char[] typed = terminal.get().readPassword("value of %s: ", name.get());
            return typed == null ? "" : new String(typed);
        }
        byte[] bytes = System.in.readNBytes(LARGEST + 1);
        if (bytes.length > LARGEST) {
            throw new CliFailure(ExitCode.USAGE, "a secret has at most " + LARGEST + " bytes");
        }
        String text = new String(bytes, StandardCharsets.UTF_8);
        return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    }
}
