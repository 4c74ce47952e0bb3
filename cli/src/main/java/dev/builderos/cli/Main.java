package dev.builderos.cli;

import dev.builderos.cli.command.Cli;
import dev.builderos.cli.terminal.Console;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/** Where the program starts. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        Console console = Console.system(System.getenv());
        Session session = new Session(
                console, System.getenv(), Path.of("").toAbsolutePath().normalize(), InstantSource.system());
        int exitCode = new Cli(session).run(List.of(arguments));
        console.out().flush();
        System.exit(exitCode);
    }
}
