package dev.builderos.cli;

import dev.builderos.cli.command.Cli;
import dev.builderos.cli.terminal.Console;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/** Where the program starts. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        int exitCode = run(Path.of("").toAbsolutePath().normalize(), List.of(arguments));
        // Everything is written and closed. An exit would look for a logger to tell that to, which takes longer than
        // ending.
        Runtime.getRuntime().halt(exitCode);
    }

    /** Runs one command line in a directory and gives its exit code. */
    public static int run(Path directory, List<String> arguments) {
        Console console = Console.system(System.getenv(), Main::endUnread);
        int exitCode = new Cli(new Session(console, System.getenv(), directory, InstantSource.system())).run(arguments);
        console.out().flush();
        return exitCode;
    }

    /** As other programs end behind {@code | head}; a run that is followed goes on. */
    private static void endUnread(IOException failed) {
        boolean unread = String.valueOf(failed.getMessage()).contains("Broken pipe");
        if (!unread) {
            System.err.println("builderos: the output cannot be written: " + failed.getMessage());
        }
        Runtime.getRuntime().halt(unread ? ExitCode.UNREAD : ExitCode.FAILED);
    }
}
