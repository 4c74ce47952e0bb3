package dev.builderos.cli.command;

import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;
import dev.builderos.cli.terminal.Console;
import dev.builderos.cli.terminal.Line;
import dev.builderos.cli.terminal.Line.Style;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;

/** Runs one command line and turns whatever comes of it into an exit code. */
public final class Cli {
    private final Session session;

    public Cli(Session session) {
        this.session = session;
    }

    public int run(List<String> arguments) {
        Session called = arguments.contains("--no-color")
                ? new Session(session.console().unstyled(), session.environment(), session.directory(), session.clock())
                : session;
        CommandLine.Help.Ansi ansi = called.console().styled() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF;
        CommandLine line = Commands.forArguments(called, arguments);
        line.setUsageHelpAutoWidth(false);
        line.setUsageHelpWidth(100);
        line.setColorScheme(CommandLine.Help.defaultColorScheme(ansi));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setOut(new PrintWriter(called.console().out(), true));
        line.setErr(new PrintWriter(called.console().err(), true));
        line.setParameterExceptionHandler((failure, unused) -> {
            usage(called.console(), failure);
            return ExitCode.USAGE;
        });
        line.setExecutionExceptionHandler(
                (failure, command, parsed) -> new Failures(called.console(), called.home()).report(failure));
        return line.execute(arguments.toArray(String[]::new));
    }

    private static void usage(Console console, CommandLine.ParameterException failure) {
        console.complain(Line.of(Style.RED, "✗ ").add(String.valueOf(failure.getMessage())));
        suggestion(failure).ifPresent(word -> console.complain(Line.of("  did you mean  " + word)));
        String command = failure.getCommandLine().getCommandSpec().qualifiedName();
        console.complain(Line.of(Style.DIM, "  see:  " + command + " --help"));
    }

    /** Only what nobody understands can be a slip. */
    private static Optional<String> suggestion(CommandLine.ParameterException failure) {
        if (!(failure instanceof CommandLine.UnmatchedArgumentException unmatched)
                || unmatched.getUnmatched().isEmpty()) {
            return Optional.empty();
        }
        String word = unmatched.getUnmatched().getFirst();
        return Nearest.to(
                word,
                word.startsWith("-")
                        ? failure.getCommandLine().getCommandSpec().optionsMap().keySet()
                        : failure.getCommandLine().getSubcommands().keySet());
    }
}
