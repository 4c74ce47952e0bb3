package dev.builderos.runner.tools;

import dev.builderos.egress.EgressLimits;
import dev.builderos.egress.EgressProxy;
import dev.builderos.egress.Judge;
import dev.builderos.egress.Resolver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/** The proxy of one command, in a directory that nobody else may enter. */
record WayOut(Path directory, EgressProxy proxy) implements AutoCloseable {
    /** The sandbox sweeps directories of processes that are gone by this name. */
    private static final String PREFIX = "builderos-egress-";

    static WayOut open(Judge judge, Consumer<String> notice) throws IOException {
        Path directory =
                Files.createTempDirectory(PREFIX + ProcessHandle.current().pid() + "-");
        try {
            return new WayOut(
                    directory,
                    EgressProxy.open(
                            directory.resolve("socket"), judge, Resolver.SYSTEM, EgressLimits.DEFAULT, notice));
        } catch (IOException refused) {
            Files.delete(directory);
            throw refused;
        }
    }

    Path socket() {
        return proxy.socket();
    }

    /** Returns when of each request it is known how it ended. */
    @Override
    public void close() throws IOException {
        proxy.close();
        Files.delete(directory);
    }
}
