package dev.builderos.gateway.usecase;

import dev.builderos.contracts.Requester;
import dev.builderos.gateway.api.ParkedList;
import dev.builderos.gateway.api.ParkedRetried;
import dev.builderos.gateway.api.ServerStatus;
import io.smallrye.mutiny.Uni;

/** How the server is doing. */
public interface ServerReports {
    /** Always gives an answer; a part that does not answer is reported as such. */
    Uni<ServerStatus> status(Requester requester);

    /** The newest messages that services parked; fails when one of them does not answer. */
    Uni<ParkedList> parked(Requester requester, int limit);

    /** Has a service try again what it parked; refused where it has no such message, or nobody to take it. */
    Uni<ParkedRetried> retry(Requester requester, String service, String consumer, String id);
}
