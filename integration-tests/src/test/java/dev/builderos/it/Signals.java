package dev.builderos.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Stream;

/** Signals to processes, by their numbers. */
final class Signals {
    private Signals() {}

    static void send(String signal, ProcessHandle... processes) {
        List<String> words = Stream.concat(
                        Stream.of("kill", "-" + signal), Stream.of(processes).map(each -> Long.toString(each.pid())))
                .toList();
        try {
            int exit = new ProcessBuilder(words).inheritIO().start().waitFor();
            if (exit != 0) {
                throw new AssertionError(words + " ends with " + exit);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
