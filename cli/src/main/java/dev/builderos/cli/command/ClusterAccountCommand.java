package dev.builderos.cli.command;

import dev.builderos.cli.CliFailure;
import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;
import dev.builderos.cli.cluster.Keycloak;
import dev.builderos.cli.terminal.Line;
import dev.builderos.cli.terminal.Line.Style;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Locale;
import java.util.function.Supplier;

final class ClusterAccountCommand extends BaseCommand {
    private static final int PASSWORD_BYTES = 18;

    private final Supplier<String> email = arguments.parameter("ADDRESS", "Of the person.");

    ClusterAccountCommand(Session session) {
        super(
                session,
                "account",
                "Make an account at the Keycloak of this cluster.",
                "",
                "Its password is made here and written once, on standard output; the address counts as verified. An account alone may do",
                "nothing: invite it to an org.",
                "",
                "  builderos cluster account ann@example.com",
                "  builderos members add ann@example.com --role Builder",
                "  builderos login");
    }

    /** What {@code --json} writes. */
    private record Made(String email, String password, String issuer) {}

    @Override
    public Integer call() throws IOException {
        Keycloak keycloak = session.cluster()
                .keycloak()
                .orElseThrow(() -> new CliFailure(
                        ExitCode.FAILED,
                        "this home has no cluster where people sign on",
                        "start one:  builderos cluster up"));
        byte[] random = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(random);
        String password = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        keycloak.addAccount(email.get().toLowerCase(Locale.ROOT), password);
        if (json()) {
            printJson(new Made(email.get(), password, keycloak.issuer()));
        } else {
            console().complain(Line.of(Style.DIM, "the account is there; its password, shown once:"));
            print(password);
        }
        return ExitCode.OK;
    }
}
