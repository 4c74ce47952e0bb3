package dev.builderos.cli.command;

import dev.builderos.cli.Session;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that only holds others. Alone it shows what there is. */
abstract class CommandGroup extends BaseCommand {
    @SuppressWarnings("NullAway.Init")
    @Spec
    CommandSpec spec;

    CommandGroup(Session session) {
        super(session);
    }

    @Override
    public Integer call() {
        throw new CommandLine.ParameterException(
                spec.commandLine(),
                "which of: " + String.join(", ", spec.subcommands().keySet()) + "?");
    }
}
