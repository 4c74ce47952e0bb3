package dev.builderos.contracts.registry;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.ProjectId;
import java.time.Instant;
import java.util.List;

/**
 * What a project can run, by its newest snapshot, and what comes with the product.
 *
 * @param snapshot what a run of these is started from
 * @param storedAt when the server was given these files last
 * @param pipelines the project's own by path, then those of the product
 * @param agents the project's own by path, then those of the product
 */
public record ProjectDefinitions(
        ProjectId project,
        Digest snapshot,
        Instant storedAt,
        List<PipelineOutline> pipelines,
        List<AgentOutline> agents) {
    public ProjectDefinitions {
        pipelines = List.copyOf(pipelines);
        agents = List.copyOf(agents);
    }
}
