package dev.builderos.gateway.api;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Answer of {@code GET /v1/status}.
 *
 * @param pid process id of the server
 * @param home the directory it keeps its state in
 * @param database where the record is, without credentials
 * @param parked how many messages are parked; null when a service does not say
 */
public record ServerStatus(
        String version,
        Instant startedAt,
        long pid,
        String home,
        String database,
        Runs runs,
        @Nullable Long parked,
        Sandbox sandbox,
        List<Model> models) {
    public ServerStatus {
        models = List.copyOf(models);
    }

    /**
     * Runs as counted now.
     *
     * @param setAside those that cannot be read; a list of runs tells them
     */
    public record Runs(int active, long setAside) {}

    /**
     * What commands run in.
     *
     * @param name e.g. {@code bubblewrap}
     * @param ok whether commands can run
     */
    public record Sandbox(String name, boolean ok, List<Check> checks) {
        public Sandbox {
            checks = List.copyOf(checks);
        }
    }

    /**
     * One thing that was tried.
     *
     * @param fix what to do about it, as a command or a sentence; null when it is fine
     */
    public record Check(
            String name,
            boolean ok,
            String detail,
            @Nullable String fix) {}

    /**
     * A model provider.
     *
     * @param provider what stands before the colon of {@code --model}, e.g. {@code anthropic}
     * @param ok whether it is configured
     */
    public record Model(String provider, boolean ok, String detail) {}
}
