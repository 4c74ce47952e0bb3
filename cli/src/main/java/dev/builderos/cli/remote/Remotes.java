package dev.builderos.cli.remote;

import dev.builderos.cli.CliFailure;
import dev.builderos.cli.ExitCode;
import dev.builderos.cli.project.AtomicFile;
import dev.builderos.cli.signon.SignOnFile;
import dev.builderos.cli.signon.SignedOn;
import dev.builderos.gateway.api.Endpoint;
import dev.builderos.gateway.api.GatewayHome;
import dev.builderos.gateway.api.RecordJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The other servers a home knows, each in {@code remotes/NAME} with what it is shown; readable by their owner alone. */
public final class Remotes {
    private static final String NAME = "[a-z0-9][a-z0-9-]{0,31}";
    private static final String OWNER_ONLY = "rw-------";

    private final GatewayHome home;
    private final Path directory;
    private final InstantSource clock;

    public Remotes(GatewayHome home, InstantSource clock) {
        this.home = home;
        this.directory = home.directory().resolve("remotes");
        this.clock = clock;
    }

    /** By name. */
    public List<Remote> list() {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> names = Files.list(directory)) {
            List<Remote> remotes = new ArrayList<>();
            names.sorted()
                    .map(name -> read(name.resolve("remote.json")))
                    .flatMap(Optional::stream)
                    .forEach(remotes::add);
            return remotes;
        } catch (IOException e) {
            throw new UncheckedIOException("the remotes cannot be read: " + directory, e);
        }
    }

    /**
     * Remembers a server.
     *
     * @param plain whether it may be spoken to without TLS though it is another machine
     */
    public Remote add(String name, String url, @Nullable String org, boolean plain) {
        if (!name.matches(NAME)) {
            throw new CliFailure(
                    ExitCode.USAGE,
                    "a remote has a short name of small letters, digits and dashes, not `" + name + "`");
        }
        if (read(file(name)).isPresent()) {
            throw new CliFailure(
                    ExitCode.FAILED,
                    "there is a remote `" + name + "` already",
                    "see:  builderos remote list",
                    "take it away:  builderos remote remove " + name);
        }
        Remote remote = new Remote(name, address(url, plain), org, null);
        write(remote);
        return remote;
    }

    /** Where it is, without a slash at the end; what would send tokens in the clear is refused. */
    private static String address(String url, boolean plain) {
        URI address;
        try {
            address = new URI(url.replaceAll("/+$", ""));
        } catch (URISyntaxException e) {
            throw noAddress(url);
        }
        String scheme = String.valueOf(address.getScheme());
        if (address.getHost() == null
                || address.getRawUserInfo() != null
                || address.getRawQuery() != null
                || !(scheme.equals("https") || scheme.equals("http"))) {
            throw noAddress(url);
        }
        if (scheme.equals("http") && !plain && !loopback(address.getHost())) {
            throw new CliFailure(
                    ExitCode.USAGE,
                    "http://" + address.getHost()
                            + " is another machine: your token and all that is sent could be read on the way",
                    "use its https:// address; or, where something else protects the way, say --plain-http");
        }
        return address.toString();
    }

    private static CliFailure noAddress(String url) {
        return new CliFailure(
                ExitCode.USAGE, "`" + url + "` is no address of a server", "such as https://builderos.example.com");
    }

    private static boolean loopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** Refused when there is none of that name. */
    public Remote require(String name) {
        return (name.matches(NAME) ? read(file(name)) : Optional.<Remote>empty())
                .orElseThrow(() -> new CliFailure(
                        ExitCode.NOT_FOUND,
                        "there is no remote `" + name + "`",
                        "see:  builderos remote list",
                        "make it:  builderos remote add " + name + " https://…"));
    }

    /** Forgets a server, and what it was shown. */
    public void remove(Remote remote) {
        try {
            Path own = directory.resolve(remote.name());
            try (Stream<Path> files = Files.list(own)) {
                for (Path file : files.toList()) {
                    Files.deleteIfExists(file);
                }
            }
            Files.deleteIfExists(own);
        } catch (IOException e) {
            throw new UncheckedIOException("the remote cannot be removed: " + remote.name(), e);
        }
    }

    /** Shows it this token from now on; a sign-on is forgotten. */
    public void use(Remote remote, String token) {
        signOn(remote).delete();
        write(remote.with(token));
    }

    /** Acts as who signed on from now on; a token is forgotten. */
    public void use(Remote remote, SignedOn signedOn) {
        signOn(remote).write(signedOn);
        write(remote.with(null));
    }

    /** How it is shown who asks: {@code token}, {@code signed on}, or nothing yet. */
    public String way(Remote remote) {
        return remote.token() != null ? "token" : signOn(remote).read().isPresent() ? "signed on" : "nothing yet";
    }

    /** Where it is and what it is shown now. */
    public Endpoint endpoint(Remote remote) {
        String token = remote.token();
        if (token != null) {
            return new Endpoint(URI.create(remote.url()), token, remote.org());
        }
        SignOnFile signOn = signOn(remote);
        if (signOn.read().isEmpty()) {
            throw new CliFailure(
                    ExitCode.REFUSED,
                    "nobody is signed on at `" + remote.name() + "`",
                    "sign on:  builderos remote login " + remote.name());
        }
        return signOn.endpoint(remote.org());
    }

    private SignOnFile signOn(Remote remote) {
        return new SignOnFile(home, directory.resolve(remote.name()), clock);
    }

    private Path file(String name) {
        return directory.resolve(name).resolve("remote.json");
    }

    private static Optional<Remote> read(Path file) {
        try {
            return Files.exists(file)
                    ? Optional.of(RecordJson.read(Files.readAllBytes(file), Remote.class))
                    : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("a remote cannot be read: " + file, e);
        }
    }

    private void write(Remote remote) {
        Path file = file(remote.name());
        try {
            Files.createDirectories(file.getParent());
            AtomicFile.write(file, draft -> {
                Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString(OWNER_ONLY));
                Files.write(draft, RecordJson.pretty(remote));
            });
        } catch (IOException e) {
            throw new UncheckedIOException("a remote cannot be kept: " + file, e);
        }
    }
}
