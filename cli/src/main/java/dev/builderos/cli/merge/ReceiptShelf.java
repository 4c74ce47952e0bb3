package dev.builderos.cli.merge;

import dev.builderos.connectors.git.Git;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where receipts are looked for: files in directories, and what lies with pull requests in {@code refs/builderos/pulls/}.
 *
 * @param directories that need not exist
 */
public record ReceiptShelf(Git git, List<Path> directories) {
    private static final String PULLS = "refs/builderos/pulls/";
    private static final int LARGEST = 64 * 1024 * 1024;

    public ReceiptShelf {
        directories = List.copyOf(directories);
    }

    /** A file that may be a receipt. */
    public record Found(String place, Content content) {}

    /** Bytes without value semantics. */
    public static final class Content {
        private final byte[] bytes;

        Content(byte[] bytes) {
            this.bytes = bytes;
        }

        byte[] bytes() {
            return bytes;
        }
    }

    public List<Found> all() {
        List<Found> found = new ArrayList<>();
        for (Path directory : directories) {
            found.addAll(in(directory));
        }
        git.text("for-each-ref", "--format=%(refname)", PULLS).lines().forEach(ref -> {
            Git.Answer receipt = git.ask(LARGEST, "cat-file", "blob", ref + ":receipt.json");
            if (receipt.succeeded() && !receipt.truncated()) {
                found.add(new Found(ref, new Content(receipt.text().getBytes(StandardCharsets.UTF_8))));
            }
        });
        return found;
    }

    private static List<Found> in(Path directory) {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            List<Found> found = new ArrayList<>();
            for (Path file : files.filter(file -> file.toString().endsWith(".json"))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList()) {
                if (Files.size(file) <= LARGEST) {
                    found.add(new Found(file.toString(), new Content(Files.readAllBytes(file))));
                }
            }
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException("receipts cannot be read from " + directory, e);
        }
    }

    /** For people: where it was looked. */
    public String places() {
        List<String> places = new ArrayList<>();
        directories.forEach(directory -> places.add(directory.toString()));
        places.add(PULLS + "*");
        return String.join(", ", places);
    }
}
