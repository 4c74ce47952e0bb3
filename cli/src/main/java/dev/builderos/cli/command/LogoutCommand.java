package dev.builderos.cli.command;

import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;
import dev.builderos.cli.signon.OpenId;
import dev.builderos.cli.signon.SignedOn;
import dev.builderos.cli.terminal.Line;
import dev.builderos.cli.terminal.Line.Style;
import java.util.Optional;

final class LogoutCommand extends BaseCommand {
    LogoutCommand(Session session) {
        super(
                session,
                "logout",
                "End the sign-on of this home.",
                "",
                "At the identity provider as well, so that what was kept here is of no use to anybody. Commands then act with the token",
                "of the home again, where it has a server.",
                "",
                "  builderos logout");
    }

    @Override
    public Integer call() {
        Optional<SignedOn> signedOn = session.signOn().read();
        if (signedOn.isEmpty()) {
            print("nobody is signed on here");
            return ExitCode.OK;
        }
        session.signOn().delete();
        new OpenId(signedOn.get().issuer(), signedOn.get().client()).end(signedOn.get());
        print(Line.of(Style.GREEN, "✓ ").add("signed off"));
        return ExitCode.OK;
    }
}
