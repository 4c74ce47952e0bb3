package dev.builderos.gateway.usecase;

import dev.builderos.contracts.Requester;
import dev.builderos.gateway.api.ServerStatus;
import io.smallrye.mutiny.Uni;

/** How the server is doing. */
public interface ServerReports {
    /** Always gives an answer; a part that does not answer is reported as such. */
    Uni<ServerStatus> status(Requester requester);
}
