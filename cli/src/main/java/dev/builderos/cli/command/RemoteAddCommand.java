package dev.builderos.cli.command;

import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;
import dev.builderos.cli.remote.Remote;
import dev.builderos.cli.terminal.Line;
import dev.builderos.cli.terminal.Line.Style;
import java.util.function.Supplier;

final class RemoteAddCommand extends BaseCommand {
    private final Supplier<String> name = arguments.parameter("NAME", "What you call it.");
    private final Supplier<String> url = arguments.parameter("URL", "Its address.");
    private final Given<String> org =
            arguments.option("--org", "ORG", "The org to act in there, where you belong to several.");
    private final Supplier<Boolean> plain = arguments.flag(
            "--plain-http", "Take an http:// address of another machine: something else protects the way there.");

    RemoteAddCommand(Session session) {
        super(
                session,
                "add",
                "Remember another server.",
                "",
                "  builderos remote add team https://builderos.example.com",
                "  builderos remote add team https://builderos.example.com --org acme");
    }

    @Override
    public Integer call() {
        Remote added = session.remotes().add(name.get(), url.get(), org.get(), plain.get());
        if (json()) {
            printJson(RemoteListCommand.entry(session.remotes(), added));
        } else {
            print(Line.of(Style.GREEN, "✓ ").add(added.name() + " is " + added.url()));
            print(Line.of(Style.DIM, "  sign on there:  builderos remote login " + added.name()));
        }
        return ExitCode.OK;
    }
}
