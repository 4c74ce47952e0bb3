package dev.builderos.cli.desk;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Merges two changed versions of a text line by line, with git's own merge. */
final class TextMerge {
    private TextMerge() {}

    /** The merged text; empty when both sides changed the same lines. */
    static Optional<String> merge(String base, String ours, String theirs) throws IOException {
        Path directory = Files.createTempDirectory("merge");
        Path baseFile = directory.resolve("base");
        Path oursFile = directory.resolve("ours");
        Path theirsFile = directory.resolve("theirs");
        try {
            Files.writeString(baseFile, base);
            Files.writeString(oursFile, ours);
            Files.writeString(theirsFile, theirs);
            Process git = new ProcessBuilder(
                            "git",
                            "merge-file",
                            "-p",
                            "-q",
                            oursFile.toString(),
                            baseFile.toString(),
                            theirsFile.toString())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String merged;
            try (InputStream out = git.getInputStream()) {
                merged = new String(out.readAllBytes(), StandardCharsets.UTF_8);
            }
            return git.waitFor() == 0 ? Optional.of(merged) : Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while merging", e);
        } finally {
            Files.deleteIfExists(baseFile);
            Files.deleteIfExists(oursFile);
            Files.deleteIfExists(theirsFile);
            Files.deleteIfExists(directory);
        }
    }
}
