package dev.builderos.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The device nodes a command gets instead of the host's.
 *
 * <p>bwrap shows the host's own /dev/null and friends. When we are the user who owns them (root), so is the command, and
 * it could take them away from everybody on the host with one chmod. Then nodes that belong to nobody are made, once per
 * JVM. For any other user the list is empty, and the host's nodes are safe.
 */
record Devices(List<Path> nodes) {

    /** Major and minor numbers are part of the kernel's stable interface. */
    private static final String MAKE = """
            cd "$1" && mknod null c 1 3 && mknod zero c 1 5 && mknod full c 1 7 && mknod random c 1 8 &&
            mknod urandom c 1 9 && mknod tty c 5 0 && chmod 666 * && chown 65534:65534 * && : >null
            """;

    private static final class OfThisProcess {
        static final Optional<Devices> DEVICES = make();
    }

    /** Empty when private nodes are needed and cannot be had. */
    static Optional<Devices> ofThisProcess() {
        return OfThisProcess.DEVICES;
    }

    private static Optional<Devices> make() {
        try {
            var directory = new Scratch(Files.createTempDirectory(
                    "builderos-devices-" + ProcessHandle.current().pid() + "-"));
            if (!owner(directory.directory()).equals(owner(Path.of("/dev/null")))) {
                directory.close();
                return Optional.of(new Devices(List.of()));
            }
            Runtime.getRuntime().addShutdownHook(new Thread(directory::close));
            return fill(directory);
        } catch (IOException refused) {
            return Optional.empty();
        }
    }

    /** The last word of the script opens a node: on a file system mounted without devices they exist but do not work. */
    private static Optional<Devices> fill(Scratch directory) {
        String path = directory.directory().toString();
        return Program.ask(List.of("/bin/sh", "-c", MAKE, "sh", path)).status() == 0
                ? Optional.of(new Devices(Stream.of("null", "zero", "full", "random", "urandom", "tty")
                        .map(directory::path)
                        .toList()))
                : Optional.empty();
    }

    private static Object owner(Path path) throws IOException {
        return Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    }
}
