package dev.builderos.gateway.http;

import dev.builderos.gateway.api.DeploymentList;
import dev.builderos.gateway.api.ProjectDefinitions;
import dev.builderos.gateway.api.ProjectList;
import dev.builderos.gateway.api.ProjectRoot;
import dev.builderos.gateway.api.ProjectView;
import dev.builderos.gateway.api.SnapshotFiles;
import dev.builderos.gateway.api.SnapshotStored;
import dev.builderos.gateway.usecase.Projects;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.jspecify.annotations.Nullable;

@Path("/v1/projects")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class ProjectResource {
    private final Projects projects;
    private final Caller caller;

    ProjectResource(Projects projects, Caller caller) {
        this.projects = projects;
        this.caller = caller;
    }

    @GET
    public Uni<ProjectList> projects() {
        return projects.list(caller.requester());
    }

    @PUT
    @Path("/{project}")
    public Uni<ProjectView> putProject(@PathParam("project") String project, @Nullable ProjectRoot body) {
        ProjectRoot root = Params.required(body, "body");
        Params.required(root.root(), "root");
        return projects.put(caller.requester(), project, root);
    }

    /** Naturally idempotent: the same files make the same snapshot, so the key is checked and not needed. */
    @POST
    @Path("/{project}/snapshots")
    public Uni<SnapshotStored> putSnapshot(
            @PathParam("project") String project,
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @Nullable SnapshotFiles body) {
        Params.idempotencyKey(key);
        SnapshotFiles files = Params.required(body, "body");
        files.files().forEach(file -> {
            Params.required(file.path(), "path");
            Params.required(file.text(), "text");
        });
        return projects.putSnapshot(caller.requester(), project, files);
    }

    @GET
    @Path("/{project}/definitions")
    public Uni<ProjectDefinitions> definitions(@PathParam("project") String project) {
        return projects.definitions(caller.requester(), project);
    }

    @GET
    @Path("/{project}/deployments")
    public Uni<DeploymentList> deployments(@PathParam("project") String project) {
        return projects.deployments(caller.requester(), project);
    }

    @DELETE
    @Path("/{project}/deployments/{environment}")
    public Uni<Void> stopDeployment(
            @PathParam("project") String project, @PathParam("environment") String environment) {
        return projects.stopDeployment(caller.requester(), project, environment).replaceWithVoid();
    }
}
