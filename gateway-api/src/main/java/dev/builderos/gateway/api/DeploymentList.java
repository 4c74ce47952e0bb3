package dev.builderos.gateway.api;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Releases, newest first within each environment. */
public record DeploymentList(List<Entry> deployments) {
    public DeploymentList {
        deployments = List.copyOf(deployments);
    }

    /**
     * One release.
     *
     * @param live whether it is the one that serves now
     */
    public record Entry(
            String environment,
            String release,
            String commit,
            String runId,
            @Nullable String url,
            boolean live,
            Instant deployedAt) {}
}
