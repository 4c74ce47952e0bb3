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
                .map(pid -> pid + " " + commandLine(pid))
                .filter(line -> line.contains(token))
                .toList();
    }

    static List<Path> controlGroups() {
        return ControlGroupHierarchy.detect().map(ControlGroupHierarchy::parents).orElse(List.of()).stream()
                .flatMap(parent ->
                        ours(parent, "builderos-" + ProcessHandle.current().pid() + "-"))
                .toList();
    }

    static List<Path> scratchDirectories() {
        return ours(
                        Path.of(System.getProperty("java.io.tmpdir")),
                        "builderos-sandbox-" + ProcessHandle.current().pid() + "-")
                .toList();
    }

    private static Stream<Path> ours(Path parent, String prefix) {
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
