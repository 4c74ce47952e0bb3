package dev.builderos.contracts.policy;

import dev.builderos.contracts.Contract;
import dev.builderos.contracts.Contract.Kind;
import dev.builderos.contracts.Contract.Order;
import dev.builderos.contracts.Contract.Request;
import java.util.List;

/** What the policy service can be asked about its audit log. */
public final class AuditContracts {
    private static final String DOMAIN = "policy";

    public static final Request<ListAudit, AuditList> LIST_AUDIT =
            new Request<>(DOMAIN, 1, Kind.QUERY, "list-audit", ListAudit.class, AuditList.class);

    public static final Request<ReadAudit, AuditPage> READ_AUDIT =
            new Request<>(DOMAIN, 1, Kind.QUERY, "read-audit", ReadAudit.class, AuditPage.class);

    public static final Request<ListCheckpoints, CheckpointList> LIST_CHECKPOINTS =
            new Request<>(DOMAIN, 1, Kind.QUERY, "list-checkpoints", ListCheckpoints.class, CheckpointList.class);

    public static final Order<RecordAct> RECORD_ACT = new Order<>(DOMAIN, 1, "record-act", RecordAct.class);

    private AuditContracts() {}

    public static List<Contract<?>> all() {
        return List.of(LIST_AUDIT, READ_AUDIT, LIST_CHECKPOINTS, RECORD_ACT);
    }
}
