package dev.builderos.registry.usecase;

import dev.builderos.contracts.policy.RecordAct;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;

/** Tells the audit log what was done to a team. */
public interface Acts {
    /** Notes it; in the transaction of the change. */
    Uni<Void> note(SqlClient client, RecordAct act);

    /** Sends what was noted; after the commit. */
    void send();
}
