package dev.builderos.cli.project;

import dev.builderos.cli.CliFailure;
import dev.builderos.cli.ExitCode;
import dev.builderos.gateway.api.SnapshotFiles;
import dev.builderos.gateway.api.SourceFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Collects the files a run is made of. */
public final class SnapshotSource {
    private static final List<String> FOLDERS = List.of("ship", "prompts", "agents", "transcripts");
    private static final int MAX_FILES = 500;
    private static final long MAX_BYTES = 8L * 1024 * 1024;

    private SnapshotSource() {}

    /**
     * The project, its policy, and all of {@code ship/}, {@code prompts/}, {@code agents/} and {@code transcripts/}, by path.
     * Hidden files and symbolic links are left out.
     */
    public static SnapshotFiles collect(ProjectDirectory project) {
        List<String> paths = new ArrayList<>();
        paths.add(ProjectDirectory.PROJECT_FILE);
        if (Files.isRegularFile(project.root().resolve(ProjectDirectory.POLICY_FILE), LinkOption.NOFOLLOW_LINKS)) {
            paths.add(ProjectDirectory.POLICY_FILE);
        }
        FOLDERS.forEach(folder -> paths.addAll(files(project.root(), folder)));
        if (paths.size() > MAX_FILES) {
            throw new CliFailure(
                    ExitCode.USAGE,
                    "a run is made of at most " + MAX_FILES + " files, here are " + paths.size(),
                    "move what is no pipeline, prompt or agent out of " + String.join("/, ", FOLDERS) + "/");
        }
        long bytes = 0;
        List<SourceFile> files = new ArrayList<>();
        for (String path : paths) {
            String text = project.read(path);
            bytes += text.getBytes(StandardCharsets.UTF_8).length;
            files.add(new SourceFile(path, text));
        }
        if (bytes > MAX_BYTES) {
            throw new CliFailure(
                    ExitCode.USAGE, "a run is made of at most 8 MiB of files, here are " + bytes + " bytes");
        }
        return new SnapshotFiles(files);
    }

    private static List<String> files(Path root, String folder) {
        Path directory = root.resolve(folder);
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            return List.of();
        }
        try (Stream<Path> walk = Files.walk(directory, 16)) {
            return walk.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .map(file -> root.relativize(file).toString().replace('\\', '/'))
                    .filter(path -> !path.contains("/."))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + directory, e);
        }
    }
}
