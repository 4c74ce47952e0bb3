package dev.builderos.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Finds host programs and asks them short questions. */
final class Program {

    private static final long ANSWER_SECONDS = 20;

    private Program() {}

    static Optional<Path> find(String name) {
        String path = System.getenv().getOrDefault("PATH", "") + ":" + CommandEnvironment.PATH;
        return Stream.of(path.split(":", -1))
                .filter(directory -> directory.startsWith("/"))
                .map(directory -> Path.of(directory, name))
                .filter(Files::isRegularFile)
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** What a program said and how it ended; a status of -1 means that it did not run or did not end in time. */
    record Answer(int status, String text) {}

    static Answer ask(List<String> argv) {
        Process process;
        try {
            process = ProcessLauncher.start(argv, Map.of("PATH", CommandEnvironment.PATH), null);
        } catch (IOException notStarted) {
            return new Answer(-1, String.valueOf(notStarted.getMessage()));
        }
        try (var errors = process.getErrorStream();
                var output = process.getInputStream()) {
            process.getOutputStream().close();
            if (!process.waitFor(ANSWER_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return new Answer(-1, "no answer in " + ANSWER_SECONDS + " s");
            }
            String text = new String(output.readAllBytes(), UTF_8) + new String(errors.readAllBytes(), UTF_8);
            return new Answer(process.exitValue(), text.strip());
        } catch (IOException unreadable) {
            return new Answer(-1, String.valueOf(unreadable.getMessage()));
        } catch (InterruptedException stopped) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            return new Answer(-1, "interrupted");
        }
    }
}
