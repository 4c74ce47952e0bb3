package dev.builderos.runner.tools;

import dev.builderos.egress.Authority;
import dev.builderos.egress.EgressLimits;
import dev.builderos.egress.EgressProxy;
import dev.builderos.egress.Opening;
import dev.builderos.egress.Resolver;
import dev.builderos.sandbox.SandboxCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The proxy of one command, in a directory that nobody else may enter.
 *
 * @param trust what makes the command trust the proxy, where tunnels end there
 * @param variables that tell programs of it
 */
record WayOut(Path directory, EgressProxy proxy, List<Path> trust, Map<String, String> variables)
        implements AutoCloseable {
    /** The sandbox sweeps directories of processes that are gone by this name. */
    private static final String PREFIX = "builderos-egress-";

    private static final String SOCKET = "socket";
    private static final String TRUST = "trust";

    static WayOut open(CommandNetwork network, Consumer<String> notice) throws IOException {
        Path directory =
                Files.createTempDirectory(PREFIX + ProcessHandle.current().pid() + "-");
        try {
            return switch (network.tunnels()) {
                case AT_THEIR_HOSTS ->
                    new WayOut(directory, proxy(directory, network, Optional.empty(), notice), List.of(), Map.of());
                case SOME_AT_THE_PROXY -> {
                    Authority authority = Authority.create();
                    Path trust = Files.createDirectory(directory.resolve(TRUST));
                    Map<String, String> variables = authority.trustedIn(trust);
                    EgressProxy proxy = proxy(directory, network, Optional.of(Opening.by(authority)), notice);
                    yield new WayOut(directory, proxy, List.of(trust), variables);
                }
            };
        } catch (IOException refused) {
            remove(directory);
            throw refused;
        }
    }

    private static EgressProxy proxy(
            Path directory, CommandNetwork network, Optional<Opening> opening, Consumer<String> notice)
            throws IOException {
        return EgressProxy.open(
                directory.resolve(SOCKET), network.judge(), Resolver.SYSTEM, EgressLimits.DEFAULT, opening, notice);
    }

    /** The same command with a way out. */
    SandboxCommand take(SandboxCommand command) {
        Map<String, String> environment = new HashMap<>(variables);
        environment.putAll(command.environment());
        List<Path> shown = new ArrayList<>(command.readOnly());
        shown.addAll(trust);
        return command.withEnvironment(environment).withReadOnly(shown).withEgress(proxy.socket());
    }

    /** Returns when of each request it is known how it ended. */
    @Override
    public void close() throws IOException {
        proxy.close();
        remove(directory);
    }

    private static void remove(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
