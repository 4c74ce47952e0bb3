package dev.builderos.sandbox.escape;

import dev.builderos.sandbox.BubblewrapSandbox;
import dev.builderos.sandbox.OutputLine;
import dev.builderos.sandbox.SandboxCommand;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A server in a process of its own: the main class of a JVM that {@link Warden} starts, as the user whom it guards against. */
final class Server {

    private Server() {}

    /** Runs the commands that come in, one after the other, and answers with their outcome and what they said. */
    public static void main(String[] arguments) throws Exception {
        var sandbox = BubblewrapSandbox.open();
        var orders = new DataInputStream(System.in);
        var answers = new DataOutputStream(System.out);
        while (true) {
            SandboxCommand command = Order.read(orders);
            var lines = new ArrayList<OutputLine>();
            var outcome = sandbox.start(command, line -> {
                        synchronized (lines) {
                            lines.add(line);
                        }
                    })
                    .outcome()
                    .join();
            answers.writeUTF(outcome.toString());
            answers.writeUTF(text(lines, OutputLine.Stream.STDOUT));
            answers.writeUTF(text(lines, OutputLine.Stream.STDERR));
            answers.flush();
        }
    }

    private static String text(List<OutputLine> lines, OutputLine.Stream stream) {
        return lines.stream()
                .filter(line -> line.stream() == stream)
                .map(OutputLine::text)
                .collect(Collectors.joining("\n"));
    }
}
