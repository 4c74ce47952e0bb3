package dev.builderos.cli;

import dev.builderos.cli.cluster.Cluster;
import dev.builderos.cli.remote.Remotes;
import dev.builderos.cli.server.LocalServer;
import dev.builderos.cli.signon.SignOnFile;
import dev.builderos.cli.signon.SignedOn;
import dev.builderos.cli.terminal.Console;
import dev.builderos.cli.terminal.Line;
import dev.builderos.cli.terminal.Line.Style;
import dev.builderos.gateway.api.Endpoint;
import dev.builderos.gateway.api.GatewayClient;
import dev.builderos.gateway.api.GatewayHome;
import dev.builderos.gateway.api.TeamClient;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/**
 * One call of the program.
 *
 * @param directory where it was called
 */
public record Session(Console console, Map<String, String> environment, Path directory, InstantSource clock) {
    private static final Duration WORTH_TELLING = Duration.ofMillis(500);

    public GatewayHome home() {
        return GatewayHome.of(environment);
    }

    /** The version of this program. */
    public static String version() {
        String version = Session.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    public Cluster cluster() {
        return new Cluster(home(), environment, version());
    }

    public LocalServer localServer() {
        return new LocalServer(home(), environment);
    }

    /** A client of the server that {@link #endpoint()} says. */
    public GatewayClient client() {
        return new GatewayClient(endpoint());
    }

    /** The same, for who belongs to an org. */
    public TeamClient team() {
        return new TeamClient(endpoint());
    }

    /** Who is signed on in this home. */
    public SignOnFile signOn() {
        return new SignOnFile(home(), clock);
    }

    /** Other servers that this home brings runs to and from. */
    public Remotes remotes() {
        return new Remotes(home(), clock);
    }

    /** The server in {@code BUILDEROS_URL} (with {@code BUILDEROS_TOKEN}), else that of {@code login}, else of the home. */
    private Endpoint.Source endpoint() {
        String url = environment.getOrDefault("BUILDEROS_URL", "");
        String stated = environment.getOrDefault("BUILDEROS_ORG", "");
        String org = stated.isBlank() ? null : stated;
        if (!url.isBlank()) {
            Endpoint endpoint = new Endpoint(
                    URI.create(url.replaceAll("/+$", "")), environment.getOrDefault("BUILDEROS_TOKEN", ""), org);
            return () -> endpoint;
        }
        Optional<SignedOn> signedOn = signOn().read();
        if (signedOn.isEmpty() || signedOn.get().server() == null) {
            demandServer();
        }
        return signedOn.isPresent() ? () -> signOn().endpoint(org) : home()::endpoint;
    }

    private void demandServer() {
        if (home().server().isEmpty()) {
            throw new CliFailure(ExitCode.UNREACHABLE, "no server is running", "start it:  builderos up");
        }
    }

    /** A client that shows nothing, for what is told to anybody. */
    public TeamClient strangers(String url) {
        Endpoint endpoint = new Endpoint(URI.create(url), "none");
        return new TeamClient(() -> endpoint);
    }

    /** The address of the home's own server. */
    public String ownServer() {
        demandServer();
        return home().endpoint().base().toString();
    }

    /** The same, but a laptop server is started when none is running. */
    public GatewayClient clientOfStartedServer() {
        boolean elsewhere = signOn().read().filter(one -> one.server() != null).isPresent();
        if (environment.getOrDefault("BUILDEROS_URL", "").isBlank() && !elsewhere) {
            startServer();
        }
        return client();
    }

    /** Starts the laptop server unless it runs, and says on standard error when that takes a while. */
    public LocalServer.Up startServer() {
        boolean[] told = {false};
        LocalServer.Up up = localServer().up(waited -> {
            if (!told[0] && waited.compareTo(WORTH_TELLING) > 0) {
                told[0] = true;
                console.complain(Line.of(Style.DIM, "starting the local server …"));
            }
        });
        if (up.started() && told[0]) {
            console.complain(Line.of(
                    Style.DIM,
                    "the local server is ready on port " + up.server().port()));
        }
        return up;
    }
}
