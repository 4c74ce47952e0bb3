package dev.builderos.desks;

import dev.builderos.formats.AgentDefinition;
import dev.builderos.formats.Formats;
import dev.builderos.formats.Parsed;
import dev.builderos.formats.PipelineDefinition;
import dev.builderos.formats.SourceText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/** Reads the library as it stands on the class path. */
final class Library {
    static final String NAME = "hello-service";

    private Library() {}

    static Path root() {
        try {
            return Path.of(Library.class.getResource("/desks").toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static Path desk() {
        return root().resolve("java-service");
    }

    static Path projectFiles() {
        return desk().resolve("files");
    }

    /** Every file below, by its path relative to the folder. */
    static SortedMap<String, Path> files(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            TreeMap<String, Path> files = new TreeMap<>();
            all.filter(Files::isRegularFile)
                    .forEach(file -> files.put(folder.relativize(file).toString(), file));
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A file of the desk as it stands in a project. */
    static String applied(Path file) {
        try {
            return Files.readString(file).replace("{{name}}", NAME);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lays the desk's files into a folder. */
    static void apply(Path folder) throws IOException {
        for (var file : files(projectFiles()).entrySet()) {
            Path target = folder.resolve(file.getKey());
            Files.createDirectories(target.getParent());
            Files.writeString(target, applied(file.getValue()));
        }
    }

    static <T> T parsed(Path file, Function<SourceText, Parsed<T>> parser) {
        SourceText source = new SourceText(root().relativize(file).toString(), applied(file));
        return switch (parser.apply(source)) {
            case Parsed.Ok<T>(T value) -> value;
            case Parsed.Invalid<T>(var problems) -> throw new AssertionError(problems);
        };
    }

    static List<AgentDefinition> agents() {
        return files(root().resolve("agents")).values().stream()
                .map(file -> parsed(file, Formats::parseAgent))
                .toList();
    }

    static List<PipelineDefinition> pipelines() {
        return Stream.of(root().resolve("pipelines"), projectFiles().resolve("ship"))
                .flatMap(folder -> files(folder).values().stream())
                .map(file -> parsed(file, Formats::parsePipeline))
                .toList();
    }
}
