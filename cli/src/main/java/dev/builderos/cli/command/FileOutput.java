package dev.builderos.cli.command;

import dev.builderos.cli.project.AtomicFile;
import dev.builderos.cli.terminal.Line;
import dev.builderos.cli.terminal.Line.Style;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Bytes that go to standard output, or to a file where one is named. */
final class FileOutput {
    private FileOutput() {}

    static void write(BaseCommand command, byte[] bytes, @Nullable String file) throws IOException {
        if (file == null) {
            command.console().out().write(bytes);
            command.console().out().flush();
        } else {
            Path target = command.session.directory().resolve(file);
            AtomicFile.write(target, bytes);
            command.console().complain(Line.of(Style.DIM, "wrote " + target + ", " + bytes.length + " bytes"));
        }
    }
}
