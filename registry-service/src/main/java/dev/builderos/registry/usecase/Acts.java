package dev.builderos.registry.usecase;

import dev.builderos.contracts.policy.RecordAct;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;

/** Tells the audit log what was done to a team. */
@FunctionalInterface
public interface Acts {
    /** Notes it in the transaction of the change; the audit log hears of it after the commit. */
    Uni<Void> note(SqlClient client, RecordAct act);
}
