package dev.builderos.rules;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The repository as it lies on disk. */
final class SourceTree {
    private static final Set<String> NOT_OURS = Set.of("target", ".git", "node_modules", ".idea", ".vscode");

    private SourceTree() {}

    static Path root() {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            if (Files.exists(at.resolve("builderos")) && Files.exists(at.resolve("pom.xml"))) {
                return at;
            }
        }
        throw new IllegalStateException("not within the repository");
    }

    /** All files people wrote, by path. */
    static List<Path> files() {
        List<Path> files = new ArrayList<>();
        walk(root(), NOT_OURS, files);
        return files.stream().sorted().toList();
    }

    /** Our own; a desk's template of a program is data. */
    static List<Path> javaFiles() {
        return files().stream()
                .filter(file -> file.toString().endsWith(".java"))
                .filter(file -> !file.toString().contains("/src/main/resources/"))
                .toList();
    }

    static boolean isTest(Path file) {
        return file.toString().contains("/src/test/");
    }

    /** Directories with a {@code pom.xml} that makes an artifact rather than only listing others. */
    static List<Path> modules() {
        return files().stream()
                .filter(file -> file.endsWith("pom.xml"))
                .filter(pom -> !text(pom).contains("<packaging>pom</packaging>"))
                .map(pom -> pom.resolveSibling("."))
                .map(Path::normalize)
                .toList();
    }

    /** Where the compiled classes of each module are. */
    static List<Path> classes() {
        return modules().stream()
                .map(module -> module.resolve("target/classes"))
                .filter(classes -> Files.isDirectory(classes.resolve("dev")))
                .toList();
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }

    static String relative(Path file) {
        return root().relativize(file).toString();
    }

    private static void walk(Path directory, Set<String> leaveOut, List<Path> into) {
        try {
            Files.walkFileTree(directory, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path visited, BasicFileAttributes attributes) {
                    Path name = visited.getFileName();
                    return name != null && leaveOut.contains(name.toString())
                            ? FileVisitResult.SKIP_SUBTREE
                            : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    into.add(file);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
