package dev.builderos.gateway.bus;

import dev.builderos.contracts.ProjectId;
import dev.builderos.contracts.Requester;
import dev.builderos.contracts.SourceFile;
import dev.builderos.contracts.registry.FindDefinitions;
import dev.builderos.contracts.registry.ListProjects;
import dev.builderos.contracts.registry.PutProject;
import dev.builderos.contracts.registry.PutSnapshot;
import dev.builderos.contracts.registry.RegistryContracts;
import dev.builderos.contracts.runner.ListDeployments;
import dev.builderos.contracts.runner.RunnerContracts;
import dev.builderos.contracts.runner.StopDeployment;
import dev.builderos.gateway.api.DeploymentList;
import dev.builderos.gateway.api.ProjectDefinitions;
import dev.builderos.gateway.api.ProjectList;
import dev.builderos.gateway.api.ProjectRoot;
import dev.builderos.gateway.api.ProjectView;
import dev.builderos.gateway.api.SnapshotFiles;
import dev.builderos.gateway.api.SnapshotStored;
import dev.builderos.gateway.usecase.Projects;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

@ApplicationScoped
class BusProjects implements Projects {
    private final Ask ask;

    BusProjects(Ask ask) {
        this.ask = ask;
    }

    @Override
    public Uni<ProjectList> list(Requester requester) {
        return ask.of(RegistryContracts.LIST_PROJECTS, requester, new ListProjects(requester))
                .map(answer -> Translation.to(ProjectList.class, answer));
    }

    @Override
    public Uni<ProjectView> put(Requester requester, String project, ProjectRoot root) {
        ProjectId id = Ids.parse(ProjectId::new, project);
        return ask.of(RegistryContracts.PUT_PROJECT, requester, project, new PutProject(requester, id, root.root()))
                .map(answer -> Translation.to(ProjectView.class, answer));
    }

    @Override
    public Uni<SnapshotStored> putSnapshot(Requester requester, String project, SnapshotFiles files) {
        ProjectId id = Ids.parse(ProjectId::new, project);
        List<SourceFile> sources = files.files().stream()
                .map(file -> Ids.parse(path -> new SourceFile(path, file.text()), file.path()))
                .toList();
        return ask.of(
                        RegistryContracts.PUT_SNAPSHOT,
                        requester,
                        project,
                        new PutSnapshot(requester, id, sources),
                        Ask.LONG)
                .map(answer -> Translation.to(SnapshotStored.class, answer));
    }

    @Override
    public Uni<ProjectDefinitions> definitions(Requester requester, String project) {
        ProjectId id = Ids.parse(ProjectId::new, project);
        return ask.of(RegistryContracts.FIND_DEFINITIONS, requester, project, new FindDefinitions(requester, id))
                .map(answer -> Translation.to(ProjectDefinitions.class, answer));
    }

    @Override
    public Uni<DeploymentList> deployments(Requester requester, String project) {
        ProjectId id = Ids.parse(ProjectId::new, project);
        return ask.of(RunnerContracts.LIST_DEPLOYMENTS, requester, project, new ListDeployments(requester, id))
                .map(answer -> Translation.to(DeploymentList.class, answer));
    }

    @Override
    public Uni<DeploymentList> stopDeployment(Requester requester, String project, String environment) {
        ProjectId id = Ids.parse(ProjectId::new, project);
        return ask.of(
                        RunnerContracts.STOP_DEPLOYMENT,
                        requester,
                        project,
                        new StopDeployment(requester, id, environment),
                        Ask.LONG)
                .map(answer -> Translation.to(DeploymentList.class, answer));
    }
}
