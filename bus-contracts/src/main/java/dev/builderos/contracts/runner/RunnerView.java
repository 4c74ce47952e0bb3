package dev.builderos.contracts.runner;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the runner is doing.
 *
 * @param activeRuns runs that are not over
 * @param setAside runs of the org that cannot be read
 */
public record RunnerView(int activeRuns, long setAside, Sandbox sandbox, List<Model> models) {
    public RunnerView {
        models = List.copyOf(models);
    }

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
