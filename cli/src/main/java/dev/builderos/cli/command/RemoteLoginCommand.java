package dev.builderos.cli.command;

import dev.builderos.cli.CliFailure;
import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;
import dev.builderos.cli.remote.Remote;
import dev.builderos.cli.remote.Remotes;
import dev.builderos.cli.signon.OpenId;
import dev.builderos.cli.signon.SignedOn;
import dev.builderos.cli.terminal.Line;
import dev.builderos.cli.terminal.Line.Style;
import dev.builderos.gateway.api.Endpoint;
import dev.builderos.gateway.api.GatewayUnreachable;
import dev.builderos.gateway.api.Me;
import dev.builderos.gateway.api.SignOn;
import dev.builderos.gateway.api.TeamClient;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.Supplier;

final class RemoteLoginCommand extends BaseCommand {
    private static final int LARGEST = 8_192;

    private final Supplier<String> name = arguments.parameter("NAME", "Where.");
    private final Given<String> tokenFrom =
            arguments.option("--token-from", "FILE", "Read a token from this file, or from standard input with `-`.");

    RemoteLoginCommand(Session session) {
        super(
                session,
                "login",
                "Sign on at another server, or give it a token.",
                "",
                "You confirm a code in a browser, as with `builderos login`. What is kept of it lies in the home, for each remote apart,",
                "readable by you alone. Programs use a token: builderos tokens --help",
                "",
                "  builderos remote login team",
                "  pass show builderos/team | builderos remote login team --token-from -");
    }

    @Override
    public Integer call() throws IOException {
        Remotes remotes = session.remotes();
        Remote remote = remotes.require(name.get());
        Me me;
        try {
            me = signOn(remotes, remote);
        } catch (GatewayUnreachable e) {
            throw new CliFailure(
                    ExitCode.UNREACHABLE,
                    "`" + remote.name() + "` cannot be reached now: " + e.getMessage(),
                    "what it was shown before is kept; is its address right?  builderos remote list");
        }
        if (json()) {
            printJson(me);
        } else {
            print(Line.of(Style.GREEN, "✓ ")
                    .add("at " + remote.name() + " you are " + me.id() + ", " + me.role() + " of " + me.org()));
        }
        return ExitCode.OK;
    }

    private Me signOn(Remotes remotes, Remote remote) throws IOException {
        String file = tokenFrom.get();
        if (file != null) {
            String token = token(file);
            Me me = me(remote, token);
            remotes.use(remote, token);
            return me;
        }
        SignedOn signedOn = signOn(remote);
        Me me = me(remote, signedOn.accessToken());
        remotes.use(remote, signedOn);
        return me;
    }

    /** Asked before it is kept: what the server does not take is of no use. */
    private static Me me(Remote remote, String token) {
        Endpoint endpoint = new Endpoint(URI.create(remote.url()), token, remote.org());
        try (TeamClient client = new TeamClient(() -> endpoint)) {
            return client.me();
        }
    }

    private SignedOn signOn(Remote remote) {
        SignOn how;
        try (TeamClient client = session.strangers(remote.url())) {
            how = client.signOn();
        }
        if (how.issuer() == null || how.client() == null) {
            throw new CliFailure(
                    ExitCode.FAILED,
                    "this server has no identity provider",
                    "give it a token:  builderos remote login " + remote.name() + " --token-from FILE");
        }
        return new OpenId(how.issuer(), how.client()).signOn(remote.url(), remote.org(), code -> {
            console().complain(Line.of(Style.BOLD, "Open this in a browser and confirm the code " + code.code()));
            console().complain(Line.of(Style.PLAIN, "  " + code.address()));
        });
    }

    private String token(String file) throws IOException {
        String token = new String(file.equals("-") ? System.in.readNBytes(LARGEST) : read(file), StandardCharsets.UTF_8)
                .strip();
        if (token.isEmpty() || token.chars().anyMatch(Character::isWhitespace)) {
            throw new CliFailure(
                    ExitCode.USAGE, "there is no token in " + (file.equals("-") ? "standard input" : file));
        }
        return token;
    }

    private byte[] read(String file) throws IOException {
        Path located = session.directory().resolve(file);
        try (InputStream in = Files.newInputStream(located)) {
            return in.readNBytes(LARGEST);
        } catch (NoSuchFileException e) {
            throw new CliFailure(ExitCode.NOT_FOUND, "there is no file " + file);
        }
    }
}
