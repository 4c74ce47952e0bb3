package dev.builderos.cli.command;

import dev.builderos.cli.Session;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** A command that only holds others. Alone it shows what there is. */
abstract class CommandGroup extends BaseCommand {
    CommandGroup(Session session, String name, String description, String... footer) {
        super(session, name, description, footer);
    }

    @Override
    public Integer call() {
        CommandSpec spec = arguments.spec();
        throw new CommandLine.ParameterException(
                spec.commandLine(),
                "which of: " + String.join(", ", spec.subcommands().keySet()) + "?");
    }
}
