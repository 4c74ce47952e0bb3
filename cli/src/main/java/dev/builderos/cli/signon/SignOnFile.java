package dev.builderos.cli.signon;

import dev.builderos.cli.project.AtomicFile;
import dev.builderos.gateway.api.Endpoint;
import dev.builderos.gateway.api.GatewayHome;
import dev.builderos.gateway.api.RecordJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who is signed on in a home. Programs that run at the same time refresh what they show servers once. */
public final class SignOnFile {
    private static final Duration FRESH = Duration.ofSeconds(30);

    private final GatewayHome home;
    private final Path directory;
    private final Path file;
    private final InstantSource clock;

    public SignOnFile(GatewayHome home, InstantSource clock) {
        this(home, home.directory(), clock);
    }

    /** A sign-on that is kept in a directory of its own, beside that of the home. */
    public SignOnFile(GatewayHome home, Path directory, InstantSource clock) {
        this.home = home;
        this.directory = directory;
        this.file = directory.resolve("login.json");
        this.clock = clock;
    }

    public Optional<SignedOn> read() {
        try {
            return Files.exists(file)
                    ? Optional.of(RecordJson.read(Files.readAllBytes(file), SignedOn.class))
                    : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("who is signed on cannot be read: " + file, e);
        }
    }

    public void write(SignedOn signedOn) {
        try {
            Files.createDirectories(directory);
            AtomicFile.write(file, draft -> {
                Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rw-------"));
                Files.write(draft, RecordJson.pretty(signedOn));
            });
        } catch (IOException e) {
            throw new UncheckedIOException("who is signed on cannot be kept: " + file, e);
        }
    }

    public void delete() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }

    /**
     * Where the server is, and a token that is good for a while yet.
     *
     * @param org where to act this time; null for where they signed on
     */
    public Endpoint endpoint(@Nullable String org) {
        SignedOn now = fresh();
        URI base = now.server() == null ? home.endpoint().base() : URI.create(now.server());
        return new Endpoint(base, now.accessToken(), org == null ? now.org() : org);
    }

    private SignedOn fresh() {
        SignedOn now = read().orElseThrow(() -> new IllegalStateException("nobody is signed on"));
        if (isFresh(now)) {
            return now;
        }
        try (FileChannel lockFile = FileChannel.open(
                        directory.resolve("login.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = lockFile.lock()) {
            SignedOn meanwhile = lock.isValid() ? read().orElse(now) : now;
            if (isFresh(meanwhile)) {
                return meanwhile;
            }
            SignedOn next = new OpenId(meanwhile.issuer(), meanwhile.client()).refresh(meanwhile);
            write(next);
            return next;
        } catch (IOException e) {
            throw new UncheckedIOException("who is signed on cannot be kept: " + file, e);
        }
    }

    private boolean isFresh(SignedOn signedOn) {
        return signedOn.expiresAt().isAfter(clock.instant().plus(FRESH));
    }
}
