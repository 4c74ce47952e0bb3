package dev.builderos.registry.usecase;

import dev.builderos.contracts.policy.RecordAct;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import java.util.List;

/** Tells the audit log what was done. */
@FunctionalInterface
public interface Acts {
    /** Notes them in the transaction of the change; the audit log hears of them after the commit. */
    Uni<Void> note(SqlClient client, List<RecordAct> acts);

    default Uni<Void> note(SqlClient client, RecordAct act) {
        return note(client, List.of(act));
    }
}
