package dev.builderos.receipts;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Where a verifier finds the artifacts a receipt names. */
@FunctionalInterface
public interface ArtifactSource {
    /**
     * Opens what is stored under an artifact's name; the verifier reads it once, compares the digest and closes it. Empty
     * when there is nothing.
     */
    Optional<InputStream> open(RunArtifact artifact) throws IOException;

    /** Finds nothing: artifacts are reported as not checked. */
    static ArtifactSource none() {
        return artifact -> Optional.empty();
    }

    /**
     * Finds an artifact as {@code <step>/<name>}, {@code <name>} or {@code <hex digest>} inside a directory, never outside.
     */
    static ArtifactSource directory(Path directory) {
        Path root = directory.toAbsolutePath().normalize();
        return artifact -> {
            List<String> places = List.of(
                    artifact.step() + "/" + artifact.name(),
                    artifact.name(),
                    artifact.digest().hex());
            for (String place : places) {
                Path file = root.resolve(place).normalize();
                if (file.startsWith(root) && Files.isRegularFile(file)) {
                    return Optional.of(Files.newInputStream(file));
                }
            }
            return Optional.empty();
        };
    }
}
