package dev.builderos.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Looks at the host, from outside, for what commands left behind. */
final class Leftovers {

    private Leftovers() {}

    static List<String> processesWith(String token) {
        return ProcessFiles.living()
                .map(process -> process.pid() + " " + commandLine(process.pid()))
                .filter(line -> line.contains(token))
                .toList();
    }

    /** Control groups made by the JVM with this process id. */
    static List<Path> controlGroups(long server) {
        return ControlGroupHierarchy.detect().orElseThrow().parents().stream()
                .flatMap(parent -> named(parent, "builderos-" + server + "-"))
                .toList();
    }

    static List<Path> scratchDirectories(long server) {
        return named(Path.of(System.getProperty("java.io.tmpdir")), "builderos-sandbox-" + server + "-")
                .toList();
    }

    private static Stream<Path> named(Path parent, String prefix) {
        return Stream.of(Objects.requireNonNull(parent.toFile().list()))
                .filter(name -> name.startsWith(prefix))
                .map(parent::resolve);
    }

    private static String commandLine(long pid) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"))
                    .replace('\0', ' ');
        } catch (IOException ended) {
            return "";
        }
    }
}
