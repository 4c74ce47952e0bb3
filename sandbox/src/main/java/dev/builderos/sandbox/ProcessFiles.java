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

    /** All process ids of the host that are not zombies. */
    static Stream<Long> living() {
        String[] names = PROC.toFile().list((directory, name) -> Character.isDigit(name.charAt(0)));
        return names == null
                ? Stream.empty()
                : Stream.of(names).map(Long::valueOf).filter(pid -> isAlive(pid));
    }

    static boolean isAlive(long pid) {
        return stat(pid)
                .filter(fields -> !fields[0].equals("Z") && !fields[0].equals("X"))
                .isPresent();
    }

    static boolean isInSession(long pid, long session) {
        return stat(pid)
                .filter(fields -> fields[3].equals(Long.toString(session)))
                .isPresent();
    }

    /** The inode of its process-namespace; empty when it ended or may not be looked at. */
    static Optional<Long> pidNamespace(long pid) {
        try {
            String link = Files.readSymbolicLink(PROC.resolve(pid + "/ns/pid")).toString();
            return Optional.of(Long.valueOf(link.substring("pid:[".length(), link.length() - 1)));
        } catch (IOException | SecurityException unreadable) {
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

    /** State, parent, group, session and so on: the fields after the program's name, which may contain anything. */
    private static Optional<String[]> stat(long pid) {
        try {
            String line = Files.readString(PROC.resolve(pid + "/stat"), ISO_8859_1);
            return Optional.of(line.substring(line.lastIndexOf(')') + 2).split(" ", -1));
        } catch (IOException ended) {
            // ENOENT, or ESRCH when it ended between open and read.
            return Optional.empty();
        }
    }
}
