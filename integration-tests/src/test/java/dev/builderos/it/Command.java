package dev.builderos.it;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program that was started, with what it has written so far. */
final class Command implements AutoCloseable {
    private static final Duration LONGEST = Duration.ofMinutes(4);

    private final List<String> words;
    private final Process process;
    private final Path out;
    private final Path err;

    private Command(List<String> words, Process process, Path out, Path err) {
        this.words = words;
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** How it ended. */
    record Outcome(int exitCode, String out, String err) {
        /** Standard output as the one JSON value it is. */
        JsonNode json() {
            return Json.read(out);
        }

        /** Standard output as one JSON value a line. */
        List<JsonNode> jsonLines() {
            return out.lines().map(Json::read).toList();
        }

        String all() {
            return "exit " + exitCode + "\n" + out + "\n" + err;
        }
    }

    static Command start(List<String> words, Path in, Map<String, String> environment) {
        return start(words, in, environment, Path.of("/dev/null"));
    }

    /** @param input the file that is its standard input */
    static Command start(List<String> words, Path in, Map<String, String> environment, Path input) {
        try {
            Path out = Files.createTempFile("command", ".out");
            Path err = Files.createTempFile("command", ".err");
            ProcessBuilder builder = new ProcessBuilder(words)
                    .directory(in.toFile())
                    .redirectInput(input.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            builder.environment().clear();
            builder.environment().putAll(environment);
            return new Command(words, builder.start(), out, err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    ProcessHandle process() {
        return process.toHandle();
    }

    /** Standard output so far. */
    String out() {
        return text(out);
    }

    /** The facts of the run it shows with {@code --json}, as far as they were written. */
    List<JsonNode> facts() {
        String text = out();
        return text.substring(0, text.lastIndexOf('\n') + 1)
                .lines()
                .map(Json::read)
                .filter(event -> event.path("event").asText().equals("fact"))
                .map(event -> event.path("fact"))
                .toList();
    }

    Outcome end() {
        return end(LONGEST);
    }

    Outcome end(Duration longest) {
        try {
            if (!process.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS)) {
                close();
                throw new AssertionError("does not end: " + words + "\n" + text(out) + "\n" + text(err));
            }
            return new Outcome(process.exitValue(), text(out), text(err));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            close();
        }
    }

    private static String text(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            Files.deleteIfExists(out);
            Files.deleteIfExists(err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
