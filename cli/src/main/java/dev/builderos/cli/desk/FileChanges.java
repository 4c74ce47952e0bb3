package dev.builderos.cli.desk;

import dev.builderos.cli.CliFailure;
import dev.builderos.cli.ExitCode;
import dev.builderos.cli.project.AtomicFile;
import dev.builderos.gateway.api.RecordJson;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Changes many files of a directory, all or nothing. The old contents are set aside before the first file changes; whoever
 * comes after a crash puts them back with {@link #recover}.
 */
final class FileChanges {
    private static final String MANIFEST = "changes.json";

    private final Path root;
    private final Path stage;

    /**
     * @param root what is changed
     * @param stage an own directory on the same file system
     */
    FileChanges(Path root, Path stage) {
        this.root = root;
        this.stage = stage;
    }

    record Entry(String path, boolean existed) {}

    record Manifest(List<Entry> entries) {
        Manifest {
            entries = List.copyOf(entries);
        }
    }

    /**
     * Makes these the contents; empty means that the file goes.
     *
     * @throws IOException when it did not work; then everything is as it was
     */
    void apply(Map<String, Optional<byte[]>> contents) throws IOException {
        recover();
        Files.createDirectories(stage);
        List<Entry> entries = new ArrayList<>();
        for (Map.Entry<String, Optional<byte[]>> change : contents.entrySet()) {
            Path target = target(root, change.getKey());
            int number = entries.size();
            boolean existed = Files.exists(target);
            if (existed) {
                Files.copy(target, old(number), StandardCopyOption.COPY_ATTRIBUTES);
            }
            if (change.getValue().isPresent()) {
                Files.write(fresh(number), change.getValue().get());
            }
            entries.add(new Entry(change.getKey(), existed));
        }
        AtomicFile.write(stage.resolve(MANIFEST), RecordJson.write(new Manifest(entries)));
        try {
            for (int i = 0; i < entries.size(); i++) {
                move(fresh(i), target(root, entries.get(i).path()));
            }
        } catch (IOException e) {
            recover();
            throw e;
        }
        Files.delete(stage.resolve(MANIFEST));
        clear();
    }

    /** Puts back what an interrupted change had begun. Does nothing when there is none. */
    void recover() throws IOException {
        Path file = stage.resolve(MANIFEST);
        if (Files.exists(file)) {
            List<Entry> entries =
                    RecordJson.read(Files.readAllBytes(file), Manifest.class).entries();
            for (int i = 0; i < entries.size(); i++) {
                Path target = target(root, entries.get(i).path());
                if (!entries.get(i).existed()) {
                    delete(target);
                } else if (Files.exists(old(i))) {
                    move(old(i), target);
                }
            }
            Files.delete(file);
        }
        clear();
    }

    private Path old(int number) {
        return stage.resolve("old-" + number);
    }

    private Path fresh(int number) {
        return stage.resolve("new-" + number);
    }

    /** A file that is not there stands for one that goes. */
    private void move(Path from, Path target) throws IOException {
        if (Files.notExists(from)) {
            delete(target);
            return;
        }
        Path directory = target.getParent();
        if (directory != null) {
            Files.createDirectories(directory);
        }
        Files.move(from, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Deletes a file and the directories it leaves empty. */
    private void delete(Path target) throws IOException {
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            Files.delete(target);
        }
        for (Path at = target.getParent(); at != null && !at.equals(root) && at.startsWith(root); at = at.getParent()) {
            try {
                Files.deleteIfExists(at);
            } catch (DirectoryNotEmptyException e) {
                return;
            }
        }
    }

    private void clear() throws IOException {
        if (Files.exists(stage)) {
            try (Stream<Path> files = Files.walk(stage)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    /** The file with this path; refused when it would lie outside the root, in git's own files, or behind a link. */
    static Path target(Path root, String path) throws IOException {
        Path target = root.resolve(path).normalize();
        if (!target.startsWith(root)
                || target.equals(root)
                || root.relativize(target).startsWith(".git")) {
            throw new CliFailure(ExitCode.USAGE, "a desk may not write `" + path + "`");
        }
        for (Path at = target; at != null && !at.equals(root); at = at.getParent()) {
            if (Files.isSymbolicLink(at)) {
                throw new CliFailure(
                        ExitCode.FAILED,
                        "`" + root.relativize(at) + "` is a symbolic link; a desk writes only real files");
            }
            if (!at.equals(target) && Files.isRegularFile(at)) {
                throw new CliFailure(
                        ExitCode.FAILED, "`" + root.relativize(at) + "` is a file here and a directory in the desk");
            }
        }
        if (Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
            throw new CliFailure(ExitCode.FAILED, "`" + path + "` is a directory here and a file in the desk");
        }
        return target;
    }
}
