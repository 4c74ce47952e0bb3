package dev.builderos.cli.command;

import dev.builderos.cli.CliFailure;
import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;
import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine;

final class HelpCommand extends BaseCommand {
    private static final String EXIT_CODES = """
            Exit codes

                0  it worked
                1  a run failed or was cancelled, a verification or test did not hold, files are in conflict
                2  the command or one of your files is wrong
                3  the server does not answer, or could not be started
                4  there is no such run, approval, desk, file
                5  policy refused, or an approval was denied
              130  interrupted; a run that was being watched goes on
              141  whoever read the output has gone; a run that was being watched goes on
            """;

    private final Supplier<List<String>> topic = arguments.parameters("0..*", "COMMAND", "A command, or exit-codes.");

    HelpCommand(Session session) {
        super(
                session,
                "help",
                "Show help for a command, or for a topic: exit-codes.",
                "",
                "  builderos help run",
                "  builderos help exit-codes");
    }

    @Override
    public Integer call() {
        if (topic.get().equals(List.of("exit-codes"))) {
            console().out().print(EXIT_CODES);
            return ExitCode.OK;
        }
        CommandLine at = Commands.all(session);
        for (String word : topic.get()) {
            CommandLine next = at.getSubcommands().get(word);
            if (next == null) {
                throw new CliFailure(
                        ExitCode.USAGE,
                        "there is no command or topic `" + String.join(" ", topic.get()) + "`",
                        "there is: " + String.join(", ", at.getSubcommands().keySet()) + ", exit-codes");
            }
            at = next;
        }
        at.usage(console().out());
        return ExitCode.OK;
    }
}
