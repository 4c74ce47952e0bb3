package dev.builderos.cli.command;

import dev.builderos.cli.CliFailure;
import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;
import dev.builderos.cli.terminal.Line;
import dev.builderos.cli.terminal.Line.Style;
import java.io.IOException;
import java.util.function.Supplier;

final class SecretRemoveCommand extends BaseCommand {
    private final Supplier<String> name = arguments.parameter("NAME", "Such as DB_URL.");

    SecretRemoveCommand(Session session) {
        super(session, "remove", "Forget a secret.", "", "  builderos secret remove DB_URL");
    }

    @Override
    public Integer call() throws IOException {
        if (!SecretKeyring.of(session).remove(name.get())) {
            throw new CliFailure(ExitCode.NOT_FOUND, "the keyring has no " + name.get());
        }
        print(Line.of(Style.GREEN, "✓ ").add(name.get() + " is forgotten"));
        return ExitCode.OK;
    }
}
