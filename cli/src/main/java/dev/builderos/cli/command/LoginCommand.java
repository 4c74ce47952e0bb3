package dev.builderos.cli.command;

import dev.builderos.cli.CliFailure;
import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;
import dev.builderos.cli.signon.OpenId;
import dev.builderos.cli.signon.SignedOn;
import dev.builderos.cli.terminal.Line;
import dev.builderos.cli.terminal.Line.Style;
import dev.builderos.gateway.api.Endpoint;
import dev.builderos.gateway.api.Me;
import dev.builderos.gateway.api.SignOn;
import dev.builderos.gateway.api.TeamClient;
import java.net.URI;

final class LoginCommand extends BaseCommand {
    private final Given<String> server =
            arguments.optionalParameter("SERVER", "Its address; the server of this home unless given.");
    private final Given<String> org =
            arguments.option("--org", "ORG", "The org to act in, where you belong to several.");

    LoginCommand(Session session) {
        super(
                session,
                "login",
                "Sign on at the identity provider of a server.",
                "",
                "You confirm a code in a browser, on this machine or any other. What is kept of it lies in the home, readable by you",
                "alone, and is renewed by itself. Every command then acts as you; `builderos logout` ends it.",
                "",
                "  builderos login                                        at the server of this home",
                "  builderos login https://builderos.example.com",
                "  builderos login https://builderos.example.com --org acme",
                "",
                "For programs there are tokens: builderos tokens --help");
    }

    @Override
    public Integer call() {
        String given = server.get();
        String address = given == null ? session.ownServer() : given.replaceAll("/+$", "");
        SignOn how;
        try (TeamClient client = session.strangers(address)) {
            how = client.signOn();
        }
        if (how.issuer() == null || how.client() == null) {
            throw new CliFailure(
                    ExitCode.FAILED,
                    "this server has no identity provider: its own token is all there is",
                    "a cluster has one:  builderos cluster up");
        }
        SignedOn signedOn = new OpenId(how.issuer(), how.client())
                .signOn(given == null ? null : address, org.get(), code -> {
                    console()
                            .complain(
                                    Line.of(Style.BOLD, "Open this in a browser and confirm the code " + code.code()));
                    console().complain(Line.of(Style.PLAIN, "  " + code.address()));
                });
        Endpoint endpoint = new Endpoint(URI.create(address), signedOn.accessToken(), signedOn.org());
        Me me;
        try (TeamClient client = new TeamClient(() -> endpoint)) {
            me = client.me();
        }
        session.signOn().write(signedOn);
        if (json()) {
            printJson(me);
        } else {
            print(Line.of(Style.GREEN, "✓ ").add("signed on as " + me.id() + ", " + me.role() + " of " + me.org()));
        }
        return ExitCode.OK;
    }
}
