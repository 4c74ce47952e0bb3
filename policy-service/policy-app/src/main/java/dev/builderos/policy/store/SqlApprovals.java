package dev.builderos.policy.store;

import dev.builderos.contracts.ApprovalId;
import dev.builderos.contracts.OrgId;
import dev.builderos.policy.domain.Approval;
import dev.builderos.policy.usecase.Approvals;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.panache.common.Page;
import io.quarkus.panache.common.Sort;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

@ApplicationScoped
class SqlApprovals implements Approvals {
    /** Only what is pending has an index on its time; a lock that another holds means that another closes it. */
    private static final String OVERDUE = """
            select * from policy.approval where state = 'PENDING' and expires_at <= clock_timestamp()
            order by expires_at limit :limit for no key update skip locked""";

    @Override
    public Uni<Void> add(Approval approval) {
        return new ApprovalRow(approval).persistAndFlush().replaceWithVoid();
    }

    @Override
    public Uni<Optional<Approval>> hold(OrgId org, ApprovalId id) {
        return ApprovalRow.<ApprovalRow>find("org = ?1 and id = ?2", org.value(), id.value())
                .withLock(LockModeType.PESSIMISTIC_WRITE)
                .list()
                .map(rows -> rows.stream().findFirst().map(ApprovalRow::approval));
    }

    @Override
    public Uni<List<Approval>> holdOverdue(int limit) {
        return Panache.getSession()
                .flatMap(session -> session.createNativeQuery(OVERDUE, ApprovalRow.class)
                        .setParameter("limit", limit)
                        .getResultList())
                .map(SqlApprovals::approvals);
    }

    @Override
    public Uni<Void> update(Approval held) {
        return ApprovalRow.<ApprovalRow>findById(new ApprovalRow.Key(
                        held.question().org().value(), held.question().id().value()))
                .invoke(row -> row.become(held))
                .replaceWithVoid();
    }

    @Override
    public Uni<List<Approval>> list(Filter filter) {
        StringBuilder where = new StringBuilder("org = :org");
        Map<String, Object> parameters =
                new HashMap<>(Map.of("org", filter.org().value()));
        if (filter.state() != null) {
            where.append(" and state = :state");
            parameters.put("state", filter.state().name());
        }
        if (filter.run() != null) {
            where.append(" and runId = :run");
            parameters.put("run", filter.run().value());
        }
        if (filter.id() != null) {
            where.append(" and id = :id");
            parameters.put("id", filter.id().value());
        }
        Sort newestFirst = Sort.descending("requestedAt", "id");
        return ApprovalRow.<ApprovalRow>find(where.toString(), newestFirst, parameters)
                .page(Page.ofSize(filter.limit()))
                .list()
                .map(SqlApprovals::approvals);
    }

    private static List<Approval> approvals(List<ApprovalRow> rows) {
        return rows.stream().map(ApprovalRow::approval).toList();
    }
}
