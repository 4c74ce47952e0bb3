package dev.builderos.cli.command;

import dev.builderos.cli.Session;
import dev.builderos.cli.project.ProjectDirectory;
import dev.builderos.cli.terminal.Console;
import dev.builderos.cli.terminal.Line;
import dev.builderos.gateway.api.RecordJson;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Option;

/** What every command has: {@code --help}, {@code --json}, {@code --no-color}, and the session it works in. */
abstract class BaseCommand implements Callable<Integer> {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    boolean helpRequested;

    @Option(names = "--json", description = "Write JSON for machines, and nothing else, on standard output.")
    boolean json;

    @Option(names = "--no-color", description = "No colours; NO_COLOR in the environment does the same.")
    boolean noColor;

    final Session session;

    BaseCommand(Session session) {
        this.session = session;
    }

    /** Where the result goes for a person. */
    final Console console() {
        return session.console();
    }

    final void print(Line line) {
        console().print(line);
    }

    final void print(String text) {
        console().print(text);
    }

    /** Writes a result as one JSON value. */
    final void printJson(Object value) {
        console().out().println(new String(RecordJson.write(value), StandardCharsets.UTF_8));
    }

    final Optional<ProjectDirectory> projectHere() {
        return ProjectDirectory.above(session.directory());
    }

    final ProjectDirectory project() {
        return ProjectDirectory.require(session.directory());
    }
}
