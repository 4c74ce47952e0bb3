package dev.builderos.cli.cluster;

import dev.builderos.cli.project.AtomicFile;
import dev.builderos.gateway.api.GatewayHome;
import dev.builderos.gateway.api.RecordJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;

/** The files of a cluster: {@code cluster/} in the home, and what every client of the home reads. */
final class ClusterHome {
    private static final int SECRET_BYTES = 32;

    private final GatewayHome home;
    private final Path directory;

    ClusterHome(GatewayHome home) {
        this.home = home;
        this.directory = home.directory().resolve("cluster");
    }

    Path home() {
        return home.directory();
    }

    Path serverFile() {
        return home.serverFile();
    }

    Path tokenFile() {
        return home.tokenFile();
    }

    Path directory() {
        return directory;
    }

    Path log(Member member) {
        return directory.resolve("logs").resolve(member.name() + ".log");
    }

    private Path file() {
        return directory.resolve("cluster.json");
    }

    Optional<ClusterFile> read() throws IOException {
        return ClusterFile.read(file());
    }

    void write(ClusterFile cluster) throws IOException {
        write(file(), RecordJson.pretty(cluster));
    }

    void makeDirectories() throws IOException {
        for (Path each : new Path[] {home(), directory, directory.resolve("logs"), directory.resolve("nats")}) {
            Files.createDirectories(each);
            Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwx------"));
        }
    }

    /** A secret of the cluster, made on first use. */
    Path secret(String name) throws IOException {
        Path file = directory.resolve(name);
        if (!Files.exists(file)) {
            newSecret(file);
        }
        return file;
    }

    /** Makes a secret anew, in a file that its owner alone may read. */
    static void newSecret(Path file) throws IOException {
        byte[] random = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(random);
        write(file, (HexFormat.of().formatHex(random) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    static void write(Path file, byte[] content) throws IOException {
        AtomicFile.write(file, draft -> {
            Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rw-------"));
            Files.write(draft, content);
        });
    }
}
