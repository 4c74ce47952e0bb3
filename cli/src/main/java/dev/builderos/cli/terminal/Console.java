package dev.builderos.cli.terminal;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Where a session reads and writes. Results go to {@code out}; what is wrong goes to {@code err}.
 *
 * @param terminal whether a person sits in front of it: input and output are a terminal
 * @param styled whether ANSI styles are written
 */
public record Console(PrintStream out, PrintStream err, BufferedReader in, boolean terminal, boolean styled) {

    /**
     * The console of this process.
     *
     * @param outputClosed is told when what is written to the standard output is not taken any more
     */
    // A platform may have no console at all, whatever newer ones promise.
    @SuppressWarnings("SystemConsoleNull")
    public static Console system(Map<String, String> environment, Consumer<IOException> outputClosed) {
        java.io.Console console = System.console();
        boolean terminal = console != null && console.isTerminal() && !"dumb".equals(environment.get("TERM"));
        return new Console(
                new PrintStream(
                        new LastingOutput(new FileOutputStream(FileDescriptor.out), outputClosed),
                        true,
                        StandardCharsets.UTF_8),
                new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8),
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)),
                terminal,
                terminal && environment.getOrDefault("NO_COLOR", "").isEmpty());
    }

    /** The same console without ANSI styles. */
    public Console unstyled() {
        return new Console(out, err, in, terminal, false);
    }

    /** The same console with results going to where errors go, so that {@code out} stays free for a machine. */
    public Console besideMachineOutput() {
        return new Console(err, err, in, false, false);
    }

    /** A console that is no terminal; for programs and tests. */
    public static Console plain(PrintStream out, PrintStream err, Reader in) {
        return new Console(out, err, new BufferedReader(in), false, false);
    }

    public void print(Line line) {
        out.println(render(line));
    }

    public void print(String text) {
        print(Line.of(text));
    }

    public void complain(Line line) {
        err.println(render(line));
    }

    /** A line as it is written here, for those who gather many before they write. */
    public String render(Line line) {
        return styled ? line.ansi() : line.plain();
    }
}
