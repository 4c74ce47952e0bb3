package dev.builderos.cli.command;

import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;
import dev.builderos.cli.remote.Remote;
import dev.builderos.cli.remote.Remotes;
import dev.builderos.cli.terminal.Table;
import dev.builderos.cli.terminal.Table.Cell;
import java.util.List;
import org.jspecify.annotations.Nullable;

final class RemoteListCommand extends BaseCommand {
    /** A remote without what it is shown. */
    record Entry(String name, String url, @Nullable String org, String shown) {}

    /** All of them. */
    record Entries(List<Entry> remotes) {
        Entries {
            remotes = List.copyOf(remotes);
        }
    }

    RemoteListCommand(Session session) {
        super(
                session,
                "list",
                "The servers that were added.",
                "",
                "  builderos remote list",
                "  builderos remote list --json | jq -r '.remotes[].name'");
    }

    static Entry entry(Remotes remotes, Remote remote) {
        return new Entry(remote.name(), remote.url(), remote.org(), remotes.way(remote));
    }

    @Override
    public Integer call() {
        Remotes remotes = session.remotes();
        Entries entries = new Entries(
                remotes.list().stream().map(remote -> entry(remotes, remote)).toList());
        if (json()) {
            printJson(entries);
        } else if (entries.remotes().isEmpty()) {
            print("no remotes yet; add one with  builderos remote add team https://…");
        } else {
            Table table = new Table("NAME", "URL", "ORG", "SHOWN");
            entries.remotes()
                    .forEach(one -> table.row(
                            Cell.of(one.name()),
                            Cell.of(one.url()),
                            Cell.of(one.org() == null ? "-" : one.org()),
                            Cell.of(one.shown())));
            table.lines().forEach(this::print);
        }
        return ExitCode.OK;
    }
}
