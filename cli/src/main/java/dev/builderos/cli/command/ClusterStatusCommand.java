package dev.builderos.cli.command;

import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;
import dev.builderos.cli.cluster.Cluster;
import dev.builderos.cli.terminal.Line.Style;
import dev.builderos.cli.terminal.Table;
import dev.builderos.cli.terminal.Table.Cell;
import java.io.IOException;
import java.util.List;

final class ClusterStatusCommand extends BaseCommand {
    private static final long MEBIBYTE = 1024L * 1024;

    /** As it is written with {@code --json}. */
    record Members(List<Cluster.Standing> members) {}

    ClusterStatusCommand(Session session) {
        super(
                session,
                "status",
                "How each part of the cluster is.",
                "",
                "`ready`: it just stored a message and a row. `live`: it answers, but the bus or the database takes nothing. `silent`: it",
                "runs, but does not answer. Exit code 1 unless all are ready.",
                "",
                "  builderos cluster status",
                "  builderos cluster status --json | jq '.members[] | select(.state != \"ready\")'");
    }

    @Override
    public Integer call() throws IOException {
        List<Cluster.Standing> members = session.cluster().status();
        if (json()) {
            printJson(new Members(members));
        } else if (members.isEmpty()) {
            print("there is no cluster in " + session.home().directory() + "; start one:  builderos cluster up");
        } else {
            Table table = new Table("PART", "STATE", "PID", "PORT", "MEMORY");
            members.forEach(each -> table.row(
                    Cell.of(each.name()),
                    new Cell(style(each.state()), each.state()),
                    Cell.of(each.pid() == null ? "" : each.pid().toString()),
                    Cell.of(String.valueOf(each.port())),
                    Cell.of(each.memory() == null ? "" : each.memory() / MEBIBYTE + " MiB")));
            table.lines().forEach(this::print);
        }
        return !members.isEmpty()
                        && members.stream().allMatch(each -> each.state().equals("ready"))
                ? ExitCode.OK
                : ExitCode.FAILED;
    }

    private static Style style(String state) {
        return switch (state) {
            case "ready" -> Style.GREEN;
            case "live", "silent" -> Style.YELLOW;
            default -> Style.RED;
        };
    }
}
