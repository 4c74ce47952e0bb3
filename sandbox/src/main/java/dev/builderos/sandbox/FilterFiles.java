package dev.builderos.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * The filters of {@link SystemCallFilter} as files, since bwrap reads its filter from one: made once per JVM, for many
 * commands.
 */
record FilterFiles(Map<NetworkAccess, Path> files) {

    private static final class OfThisProcess {
        static final FilterFiles FILES = make();
    }

    FilterFiles {
        files = Map.copyOf(files);
    }

    /** @throws IOException when there is no place for them, or no filter for this processor */
    static FilterFiles ofThisProcess() throws IOException {
        try {
            return OfThisProcess.FILES;
        } catch (ExceptionInInitializerError | NoClassDefFoundError failed) {
            throw new IOException("the sandbox has no filter for system calls", failed);
        }
    }

    Path of(NetworkAccess network) {
        return Objects.requireNonNull(files.get(network));
    }

    private static FilterFiles make() {
        try {
            Processor processor =
                    Processor.ofThisHost().orElseThrow(() -> new IOException("unknown kind of processor"));
            var scratch = new Scratch(Files.createTempDirectory(
                    "builderos-filters-" + ProcessHandle.current().pid() + "-"));
            Runtime.getRuntime().addShutdownHook(new Thread(scratch::close));
            var files = new EnumMap<NetworkAccess, Path>(NetworkAccess.class);
            for (NetworkAccess network : NetworkAccess.values()) {
                byte[] filter = SystemCallFilter.bytes(SystemCallFilter.program(processor, network));
                files.put(network, Files.write(scratch.path(network.name()), filter));
            }
            return new FilterFiles(files);
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }
}
