package dev.builderos.cli.command;

import dev.builderos.cli.CliFailure;
import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;
import dev.builderos.cli.project.ProjectDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A policy file that a command is about.
 *
 * @param path as messages show it
 */
record PolicyFileText(String path, String text) {

    /**
     * Reads it.
     *
     * @param project where the user is; null for a policy of no project, which must be given
     * @param given as the user wrote it; null for the project's own policy
     */
    static PolicyFileText read(Session session, @Nullable ProjectDirectory project, @Nullable String given) {
        if (given == null) {
            return new PolicyFileText(
                    ProjectDirectory.POLICY_FILE,
                    Objects.requireNonNull(project).read(ProjectDirectory.POLICY_FILE));
        }
        Path file = session.directory().resolve(given).normalize();
        try {
            return new PolicyFileText(
                    project != null && file.startsWith(project.root())
                            ? project.root().relativize(file).toString()
                            : file.getFileName().toString(),
                    Files.readString(file));
        } catch (IOException unreadable) {
            throw new CliFailure(ExitCode.USAGE, "cannot read " + given + ": " + unreadable.getMessage());
        }
    }
}
