package dev.builderos.cli.command;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The difference of two texts as hunks of a unified diff, by git. */
final class TextDiff {
    private TextDiff() {}

    static String between(String before, String after) throws IOException {
        Path directory = Files.createTempDirectory("diff");
        Path left = directory.resolve("before");
        Path right = directory.resolve("after");
        try {
            Files.writeString(left, before);
            Files.writeString(right, after);
            Process git = new ProcessBuilder(
                            "git",
                            "diff",
                            "--no-index",
                            "--no-color",
                            "--no-ext-diff",
                            left.toString(),
                            right.toString())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String diff;
            try (InputStream out = git.getInputStream()) {
                diff = new String(out.readAllBytes(), StandardCharsets.UTF_8);
            }
            if (git.waitFor() > 1) {
                throw new IOException("git cannot compare them");
            }
            int hunks = diff.indexOf("@@");
            return hunks < 0 ? "" : diff.substring(hunks);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while comparing", e);
        } finally {
            Files.deleteIfExists(left);
            Files.deleteIfExists(right);
            Files.deleteIfExists(directory);
        }
    }
}
