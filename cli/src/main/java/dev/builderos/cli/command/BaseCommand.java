package dev.builderos.cli.command;

import dev.builderos.cli.Session;
import dev.builderos.cli.project.ProjectDirectory;
import dev.builderos.cli.terminal.Console;
import dev.builderos.cli.terminal.Line;
import dev.builderos.gateway.api.RecordJson;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/** What every command has: {@code --help}, {@code --json}, {@code --no-color}, and the session it works in. */
abstract class BaseCommand implements Callable<Integer> {
    final Session session;

    /** To be declared in the initializers of fields. */
    final Arguments arguments;

    private final Supplier<Boolean> json;

    BaseCommand(Session session, String name, String description, String... footer) {
        this.session = session;
        arguments = new Arguments(this, name, description, footer);
        arguments.help("Show this help.", "-h", "--help");
        json = arguments.flag("--json", "Write JSON for machines, and nothing else, on standard output.");
        arguments.flag("--no-color", "No colours; NO_COLOR in the environment does the same.");
    }

    /** Whether the result is to be JSON. */
    final boolean json() {
        return json.get();
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
