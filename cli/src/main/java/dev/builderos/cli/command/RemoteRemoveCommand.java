package dev.builderos.cli.command;

import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;
import dev.builderos.cli.remote.Remote;
import dev.builderos.cli.remote.Remotes;
import dev.builderos.cli.terminal.Line;
import dev.builderos.cli.terminal.Line.Style;
import java.util.function.Supplier;

final class RemoteRemoveCommand extends BaseCommand {
    private final Supplier<String> name = arguments.parameter("NAME", "Which one.");

    RemoteRemoveCommand(Session session) {
        super(
                session,
                "remove",
                "Forget another server, and what it was shown.",
                "",
                "What was brought there or here stays.",
                "",
                "  builderos remote remove team");
    }

    @Override
    public Integer call() {
        Remotes remotes = session.remotes();
        Remote remote = remotes.require(name.get());
        RemoteListCommand.Entry removed = RemoteListCommand.entry(remotes, remote);
        remotes.remove(remote);
        if (json()) {
            printJson(removed);
        } else {
            print(Line.of(Style.GREEN, "✓ ").add("forgot " + remote.name()));
        }
        return ExitCode.OK;
    }
}
