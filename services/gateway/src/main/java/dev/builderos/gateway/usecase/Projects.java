package dev.builderos.gateway.usecase;

import dev.builderos.contracts.Requester;
import dev.builderos.gateway.api.DeploymentList;
import dev.builderos.gateway.api.ProjectDefinitions;
import dev.builderos.gateway.api.ProjectList;
import dev.builderos.gateway.api.ProjectRoot;
import dev.builderos.gateway.api.ProjectView;
import dev.builderos.gateway.api.SnapshotFiles;
import dev.builderos.gateway.api.SnapshotStored;
import io.smallrye.mutiny.Uni;

/** What can be asked about projects. Refusals fail with {@code ContractException}, here and in the other ports. */
public interface Projects {
    Uni<ProjectList> list(Requester requester);

    Uni<ProjectView> put(Requester requester, String project, ProjectRoot root);

    Uni<SnapshotStored> putSnapshot(Requester requester, String project, SnapshotFiles files);

    Uni<ProjectDefinitions> definitions(Requester requester, String project);

    Uni<DeploymentList> deployments(Requester requester, String project);

    Uni<DeploymentList> stopDeployment(Requester requester, String project, String environment);
}
