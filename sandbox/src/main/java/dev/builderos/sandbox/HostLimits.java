package dev.builderos.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The hard resource limits of this process: a command without privileges can be given less, never more. */
record HostLimits(long openFiles, long fileBytes, long processes, long dataBytes) {

    static HostLimits read() {
        try {
            return parse(Files.readAllLines(Path.of("/proc/self/limits")));
        } catch (IOException absent) {
            return new HostLimits(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);
        }
    }

    static HostLimits parse(List<String> lines) {
        return new HostLimits(
                hard(lines, "Max open files"),
                hard(lines, "Max file size"),
                hard(lines, "Max processes"),
                hard(lines, "Max data size"));
    }

    private static long hard(List<String> lines, String name) {
        return lines.stream()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(name.length()).strip().split(" +", -1)[1])
                .mapToLong(value -> value.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(value))
                .findFirst()
                .orElse(Long.MAX_VALUE);
    }
}
