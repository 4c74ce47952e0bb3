package dev.builderos.cli.server;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Starts programs that go on when the terminal is closed, or sends Ctrl-C to all that was started from it, and reads what they wrote
 * last.
 */
public final class Detached {
    private static final String WORD_SEPARATOR = "\u001f";
    private static final int TAIL_LINES = 20;
    private static final int TAIL_BYTES = 16 * 1024;

    private final Map<String, String> environment;

    public Detached(Map<String, String> environment) {
        this.environment = environment;
    }

    /** The words of a command that the launcher hands over in a variable; none where it does not. */
    public Optional<List<String>> command(String variable) {
        return Optional.of(environment.getOrDefault(variable, ""))
                .filter(words -> !words.isBlank())
                .map(words -> List.of(words.split(WORD_SEPARATOR, -1)));
    }

    /** The program of this name on the path, or in one of these directories. */
    public Optional<Path> find(String program, String... directories) {
        return Stream.concat(
                        Arrays.stream(environment.getOrDefault("PATH", "").split(File.pathSeparator, -1))
                                .filter(directory -> !directory.isEmpty()),
                        Stream.of(directories))
                .map(directory -> Path.of(directory, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /**
     * Starts a command in a session of its own.
     *
     * @param settings what it finds in its environment besides what this process has
     * @param log what it writes is added to this file
     */
    public Process start(List<String> command, Path directory, Map<String, String> settings, Path log)
            throws IOException {
        List<String> words = new ArrayList<>();
        find("setsid").map(Path::toString).ifPresent(words::add);
        words.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(words)
                .directory(directory.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(settings);
        return builder.start();
    }

    /** How long a log is, in bytes; 0 where there is no such file. */
    public static long length(Path log) {
        return log.toFile().length();
    }

    /** The last lines of a log behind so many bytes, which may be many; none where there is no such file. */
    public static List<String> tail(Path log, long behind) {
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            long from = Math.max(Math.min(behind, file.length()), file.length() - TAIL_BYTES);
            file.seek(from);
            byte[] bytes = new byte[(int) (file.length() - from)];
            file.readFully(bytes);
            List<String> lines =
                    new String(bytes, StandardCharsets.UTF_8).lines().toList();
            return lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size());
        } catch (IOException none) {
            return List.of();
        }
    }
}
