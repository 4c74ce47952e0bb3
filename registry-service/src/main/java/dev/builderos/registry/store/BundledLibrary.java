package dev.builderos.registry.store;

import dev.builderos.contracts.CanonicalJson;
import dev.builderos.contracts.SourceFile;
import dev.builderos.contracts.registry.DeskBundle;
import dev.builderos.formats.DeskDefinition;
import dev.builderos.formats.Formats;
import dev.builderos.formats.Parsed;
import dev.builderos.formats.SourceText;
import dev.builderos.registry.domain.Library;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Reads the library from the resources of the module {@code desks}: {@code desks/agents}, {@code desks/pipelines}, and one
 * directory per desk. They are part of the build, so a wrong one is a bug and stops the start.
 */
class BundledLibrary {
    private static final String ROOT = "desks";
    private static final String AGENTS = "agents";
    private static final String PIPELINES = "pipelines";

    @Produces
    @Singleton
    Library library() {
        URL agents = Thread.currentThread().getContextClassLoader().getResource(ROOT + "/" + AGENTS);
        if (agents == null) {
            throw new IllegalStateException("the desks are missing from the build");
        }
        try {
            URLConnection connection = agents.openConnection();
            if (connection instanceof JarURLConnection jar) {
                Path file = Path.of(jar.getJarFileURL().toURI());
                try (FileSystem archive = FileSystems.newFileSystem(file)) {
                    return read(archive.getPath("/" + ROOT));
                }
            }
            return read(Path.of(URI.create(agents.toString())).resolveSibling("."));
        } catch (IOException | URISyntaxException e) {
            throw new IllegalStateException("the desks cannot be read from the build", e);
        }
    }

    private static Library read(Path root) throws IOException {
        List<SourceFile> files = new ArrayList<>(below(root.resolve(AGENTS), AGENTS + "/"));
        files.addAll(below(root.resolve(PIPELINES), "builtin/"));
        List<Library.Desk> desks = new ArrayList<>();
        try (Stream<Path> children = Files.list(root)) {
            for (Path child :
                    children.sorted(Comparator.comparing(Path::toString)).toList()) {
                if (Files.exists(child.resolve("desk.yaml"))) {
                    desks.add(desk(child));
                }
            }
        }
        return new Library(desks, files);
    }

    private static Library.Desk desk(Path directory) throws IOException {
        SourceFile manifest = new SourceFile("desk.yaml", Files.readString(directory.resolve("desk.yaml")));
        return switch (Formats.parseDesk(new SourceText(manifest.path(), manifest.text()))) {
            case Parsed.Ok<DeskDefinition>(DeskDefinition desk) -> desk(directory, manifest, desk);
            case Parsed.Invalid<DeskDefinition>(var problems) ->
                throw new IllegalStateException(
                        directory + " is wrong: " + problems.getFirst().render());
        };
    }

    private static Library.Desk desk(Path directory, SourceFile manifest, DeskDefinition desk) throws IOException {
        List<SourceFile> files = below(directory.resolve(desk.files()), "");
        return new Library.Desk(
                new DeskBundle(
                        desk.name(),
                        desk.version().text(),
                        CanonicalJson.digest(List.of(manifest, files)),
                        manifest,
                        files),
                desk.description());
    }

    private static List<SourceFile> below(Path directory, String prefix) throws IOException {
        List<SourceFile> files = new ArrayList<>();
        try (Stream<Path> tree = Files.walk(directory)) {
            for (Path file : tree.filter(Files::isRegularFile).sorted().toList()) {
                String relative = directory.relativize(file).toString();
                files.add(new SourceFile(prefix + relative, Files.readString(file)));
            }
        }
        return files;
    }
}
