package dev.builderos.sandbox;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads what Linux says about processes. On a host without /proc every answer is "not there". */
final class ProcessFiles {

    private static final Path PROC = Path.of("/proc");

    private ProcessFiles() {}

    /**
     * A process that is not a zombie.
     *
     * @param started clock ticks since boot
     */
    record Living(long pid, long session, long started) {}

    /** All living processes of the host. */
    static Stream<Living> living() {
        String[] names = PROC.toFile().list((directory, name) -> Character.isDigit(name.charAt(0)));
        return Stream.of(names == null ? new String[0] : names).flatMap(pid -> living(Long.parseLong(pid)).stream());
    }

    static Optional<Living> living(long pid) {
        try {
            String line = Files.readString(PROC.resolve(pid + "/stat"), ISO_8859_1);
            // The fields after the program's name, which may contain anything: state, parent, group, session ...
            String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
            return fields[0].equals("Z") || fields[0].equals("X")
                    ? Optional.empty()
                    : Optional.of(new Living(pid, Long.parseLong(fields[3]), Long.parseLong(fields[19])));
        } catch (IOException ended) {
            // ENOENT, or ESRCH when it ended between open and read.
            return Optional.empty();
        }
    }

    static boolean isAlive(long pid) {
        return living(pid).isPresent();
    }

    /** The inode of its process-namespace; empty when it ended or may not be looked at. */
    static Optional<Long> pidNamespace(long pid) {
        try {
            String link = Files.readSymbolicLink(PROC.resolve(pid + "/ns/pid")).toString();
            return Optional.of(Long.valueOf(link.substring("pid:[".length(), link.length() - 1)));
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    static boolean hasVariable(long pid, String assignment) {
        try {
            String environment = Files.readString(PROC.resolve(pid + "/environ"), ISO_8859_1);
            return ("\0" + environment + "\0").contains("\0" + assignment + "\0");
        } catch (IOException unreadable) {
            return false;
        }
    }
}
