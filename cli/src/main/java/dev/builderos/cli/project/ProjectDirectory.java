package dev.builderos.cli.project;

import dev.builderos.cli.CliFailure;
import dev.builderos.cli.ExitCode;
import dev.builderos.formats.Formats;
import dev.builderos.formats.Parsed;
import dev.builderos.formats.Problem;
import dev.builderos.formats.ProjectDefinition;
import dev.builderos.formats.SourceText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The directory with {@code builderos.yaml}.
 *
 * @param root absolute
 */
public record ProjectDirectory(Path root) {
    public static final String PROJECT_FILE = "builderos.yaml";
    public static final String POLICY_FILE = "builderos.policy.yaml";

    /** The nearest project at or above a directory. */
    public static Optional<ProjectDirectory> above(Path directory) {
        for (Path at = directory.toAbsolutePath().normalize(); at != null; at = at.getParent()) {
            if (Files.isRegularFile(at.resolve(PROJECT_FILE))) {
                return Optional.of(new ProjectDirectory(at));
            }
        }
        return Optional.empty();
    }

    /** The nearest project at or above a directory, which has to be there. */
    public static ProjectDirectory require(Path directory) {
        return above(directory)
                .orElseThrow(() -> new CliFailure(
                        ExitCode.USAGE,
                        "there is no " + PROJECT_FILE + " here or above " + directory,
                        "make a project:  builderos init --desk java-service"));
    }

    /** What {@code builderos.yaml} says; a wrong file ends the command with its problems. */
    public ProjectDefinition definition() {
        return switch (Formats.parseProject(new SourceText(PROJECT_FILE, read(PROJECT_FILE)))) {
            case Parsed.Ok<ProjectDefinition>(ProjectDefinition value) -> value;
            case Parsed.Invalid<ProjectDefinition>(var problems) ->
                throw new CliFailure(
                        ExitCode.USAGE,
                        PROJECT_FILE + " is not valid",
                        problems.stream().map(Problem::render).toList());
        };
    }

    /** The project's name. Needs no more of {@code builderos.yaml} than that, and has its problems told when there is none. */
    public String name() {
        return Formats.projectName(new SourceText(PROJECT_FILE, read(PROJECT_FILE)))
                .orElseGet(() -> definition().name());
    }

    public LocalState state() {
        return new LocalState(root.resolve(LocalState.DIRECTORY));
    }

    /** A text file of the project. */
    public String read(String path) {
        Path file = root.resolve(path);
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new CliFailure(ExitCode.NOT_FOUND, "there is no " + path + " in " + root);
        } catch (CharacterCodingException e) {
            throw new CliFailure(ExitCode.USAGE, path + " is not UTF-8 text");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }
}
