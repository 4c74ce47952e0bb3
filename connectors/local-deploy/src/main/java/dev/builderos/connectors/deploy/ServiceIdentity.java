package dev.builderos.connectors.deploy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Which process holds a service's tree. A process id alone would not do: the kernel gives it to another process later.
 *
 * @param startTicks when it started, in clock ticks since the boot; field 22 of {@code /proc/PID/stat}
 * @param boot the boot of the host those ticks count from
 */
record ServiceIdentity(long pid, String startTicks, String boot) {
    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");

    /** Reads what the sandbox left behind: the stat line, then the boot. */
    static Optional<ServiceIdentity> read(Path file) {
        try {
            var lines = Files.readAllLines(file, StandardCharsets.ISO_8859_1);
            return lines.size() < 2
                    ? Optional.empty()
                    : parse(lines.get(0), lines.get(1).strip());
        } catch (IOException absent) {
            return Optional.empty();
        }
    }

    boolean isAlive() {
        return current(pid).filter(this::equals).isPresent();
    }

    private static Optional<ServiceIdentity> current(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"), StandardCharsets.ISO_8859_1);
            return isDead(stat)
                    ? Optional.empty()
                    : parse(stat, Files.readString(BOOT).strip());
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    static boolean isDead(String stat) {
        String state = fields(stat)[0];
        return state.equals("Z") || state.equals("X");
    }

    private static Optional<ServiceIdentity> parse(String stat, String boot) {
        String[] fields = fields(stat);
        return fields.length < 20
                ? Optional.empty()
                : Optional.of(
                        new ServiceIdentity(Long.parseLong(stat.substring(0, stat.indexOf(' '))), fields[19], boot));
    }

    /** The fields from the third on; the second, the program's name, may contain anything. */
    private static String[] fields(String stat) {
        return stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
    }
}
