package dev.builderos.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.regex.Pattern;

/** A host directory of our own for the files of one command, removed with it. */
record Scratch(Path directory) implements AutoCloseable {

    private static final String PREFIX = "builderos-sandbox-";
    private static final Pattern NAME = Pattern.compile("builderos-(?:sandbox|devices|etc|egress|filters)-(\\d+)-.*");

    static Scratch create() throws IOException {
        return new Scratch(
                Files.createTempDirectory(PREFIX + ProcessHandle.current().pid() + "-"));
    }

    /** Removes what processes of ours that were killed left behind. */
    static void sweep() throws IOException {
        try (var entries = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            for (Path entry : entries.toList()) {
                var name = NAME.matcher(String.valueOf(entry.getFileName()));
                if (name.matches() && Files.isWritable(entry) && !ProcessFiles.isAlive(Long.parseLong(name.group(1)))) {
                    new Scratch(entry).close();
                }
            }
        }
    }

    Path file(String name, String content) throws IOException {
        return Files.writeString(directory.resolve(name), content);
    }

    Path folder(String name) throws IOException {
        return Files.createDirectory(directory.resolve(name));
    }

    Path path(String name) {
        return directory.resolve(name);
    }

    /** Removes the directory and what is in it, following no symbolic link. */
    @Override
    public void close() {
        try (var entries = Files.walk(directory)) {
            for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(entry);
            }
        } catch (IOException | UncheckedIOException busy) {
            System.getLogger(Scratch.class.getName()).log(System.Logger.Level.WARNING, "scratch directory stays", busy);
        }
    }
}
