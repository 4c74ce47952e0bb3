package dev.builderos.cli.command;

import dev.builderos.cli.live.Names;
import dev.builderos.cli.terminal.Line;
import dev.builderos.cli.terminal.Line.Style;
import dev.builderos.cli.terminal.Table;
import dev.builderos.cli.terminal.Table.Cell;
import dev.builderos.gateway.api.DecisionChanges;

/** How a person reads what another policy would change. */
final class DecisionChangesTable {
    private DecisionChangesTable() {}

    /**
     * Prints it.
     *
     * @param nothing what is said where no decision was compared
     */
    static void print(BaseCommand command, DecisionChanges changes, String nothing) {
        if (changes.compared() == 0) {
            command.print(nothing);
            return;
        }
        if (!changes.changes().isEmpty()) {
            Table table = new Table("COUNT", "AGENT", "EFFECT", "BEFORE", "AFTER", "BY", "FOR EXAMPLE");
            for (DecisionChanges.Change change : changes.changes()) {
                table.row(
                        Cell.of(String.valueOf(change.count())),
                        Cell.of(change.agent()),
                        Cell.of(change.tool() + (change.environment() == null ? "" : " in " + change.environment())),
                        new Cell(
                                PolicyExplainCommand.style(change.before()),
                                PolicyExplainCommand.lower(change.before())),
                        new Cell(
                                PolicyExplainCommand.style(change.after()), PolicyExplainCommand.lower(change.after())),
                        Cell.of(change.ruleAfter()),
                        Cell.of(Names.id(change.run()) + " " + change.step() + " " + change.call()));
            }
            table.lines().forEach(command::print);
            changes.changes().stream()
                    .limit(3)
                    .forEach(change ->
                            command.print(Line.of(Style.DIM, "  " + change.ruleAfter() + ": " + change.sentence())));
        }
        command.print(changes.same() + " of " + changes.compared() + " decisions stay as they are"
                + (changes.unknown() == 0 ? "" : "; " + changes.unknown() + " older ones cannot be compared")
                + (changes.complete() ? "" : "; there are more than were looked at"));
    }
}
