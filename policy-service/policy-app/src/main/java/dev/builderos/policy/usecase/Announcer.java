package dev.builderos.policy.usecase;

import dev.builderos.policy.domain.Approval;
import io.smallrye.mutiny.Uni;

/** Tells others how approvals stand. */
public interface Announcer {
    /** Writes the announcement; within the transaction of the change. */
    Uni<Void> changed(Approval approval);

    /** Sends what was written; after the commit. */
    void send();
}
