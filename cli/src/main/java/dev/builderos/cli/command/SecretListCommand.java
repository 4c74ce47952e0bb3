package dev.builderos.cli.command;

import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;
import java.io.IOException;
import java.util.List;

final class SecretListCommand extends BaseCommand {
    /** As it is written with {@code --json}. */
    record Names(List<String> secrets) {}

    SecretListCommand(Session session) {
        super(session, "list", "The names in the keyring; never a value.", "", "  builderos secret list");
    }

    @Override
    public Integer call() throws IOException {
        List<String> names = SecretKeyring.of(session).names();
        if (json()) {
            printJson(new Names(names));
        } else if (names.isEmpty()) {
            print("the keyring is empty; add one with  builderos secret set NAME");
        } else {
            names.forEach(this::print);
        }
        return ExitCode.OK;
    }
}
