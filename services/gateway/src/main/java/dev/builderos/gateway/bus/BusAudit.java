package dev.builderos.gateway.bus;

import dev.builderos.contracts.ApprovalId;
import dev.builderos.contracts.Requester;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.policy.AuditContracts;
import dev.builderos.contracts.policy.ListAudit;
import dev.builderos.contracts.policy.ListCheckpoints;
import dev.builderos.contracts.policy.ReadAudit;
import dev.builderos.gateway.api.AuditFilter;
import dev.builderos.gateway.api.AuditList;
import dev.builderos.gateway.api.CheckpointList;
import dev.builderos.gateway.usecase.Audit;
import dev.builderos.receipts.audit.AuditLink;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.jspecify.annotations.Nullable;

@ApplicationScoped
class BusAudit implements Audit {
    private final Ask ask;

    BusAudit(Ask ask) {
        this.ask = ask;
    }

    @Override
    public Uni<AuditList> list(Requester requester, AuditFilter filter, @Nullable Long before, int limit) {
        String run = filter.run();
        String approval = filter.approval();
        var query = new ListAudit(
                requester,
                run == null ? null : Ids.parse(RunId::new, run),
                approval == null ? null : Ids.parse(ApprovalId::new, approval),
                filter.by(),
                filter.kind(),
                filter.since(),
                filter.until(),
                before,
                limit);
        return ask.of(AuditContracts.LIST_AUDIT, requester, query)
                .map(answer -> Translation.to(AuditList.class, answer));
    }

    @Override
    public Uni<CheckpointList> checkpoints(Requester requester, long after, int limit) {
        return ask.of(AuditContracts.LIST_CHECKPOINTS, requester, new ListCheckpoints(requester, after, limit))
                .map(answer -> Translation.to(CheckpointList.class, answer));
    }

    @Override
    public Uni<List<AuditLink>> read(Requester requester, long after, int limit) {
        return ask.of(AuditContracts.READ_AUDIT, requester, new ReadAudit(requester, after, limit))
                .map(page -> page.links().stream()
                        .map(link -> new AuditLink(link.seq(), link.entry(), link.hash()))
                        .toList());
    }
}
