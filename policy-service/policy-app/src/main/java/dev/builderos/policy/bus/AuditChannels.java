package dev.builderos.policy.bus;

import dev.builderos.bus.Envelope;
import dev.builderos.bus.Handling;
import dev.builderos.contracts.ContractException;
import dev.builderos.contracts.ErrorCategory;
import dev.builderos.contracts.policy.AuditContracts;
import dev.builderos.contracts.policy.AuditEntry;
import dev.builderos.contracts.policy.AuditList;
import dev.builderos.contracts.policy.AuditPage;
import dev.builderos.contracts.policy.CheckpointList;
import dev.builderos.contracts.policy.ListAudit;
import dev.builderos.contracts.policy.ListCheckpoints;
import dev.builderos.contracts.policy.ReadAudit;
import dev.builderos.policy.domain.AuditRecord;
import dev.builderos.policy.usecase.AuditHistory;
import dev.builderos.policy.usecase.BrowseAudit;
import dev.builderos.policy.usecase.CheckpointBook;
import dev.builderos.policy.usecase.KeepCheckpoints;
import dev.builderos.policy.usecase.RecordActs;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Outgoing;

/** One method per question about the audit log, and one for what others tell it. */
@ApplicationScoped
class AuditChannels {
    private static final String REPLIES = "bus-replies";
    private static final int FEW = 8;
    private static final int LARGEST_PAGE = 1_000;

    private final Handling handling;
    private final BrowseAudit browse;
    private final AuditHistory history;
    private final KeepCheckpoints checkpoints;
    private final RecordActs recordActs;
    private final Executor virtual = Executors.newVirtualThreadPerTaskExecutor();

    AuditChannels(
            Handling handling,
            BrowseAudit browse,
            AuditHistory history,
            KeepCheckpoints checkpoints,
            RecordActs recordActs) {
        this.handling = handling;
        this.browse = browse;
        this.history = history;
        this.checkpoints = checkpoints;
        this.recordActs = recordActs;
    }

    @Incoming("policy-record-act")
    Uni<Void> recordAct(Message<Envelope> message) {
        return handling.handle(
                message, AuditContracts.RECORD_ACT, (order, envelope) -> recordActs.apply(order, envelope.id()));
    }

    @Incoming("policy-list-audit")
    @Outgoing(REPLIES)
    Multi<Message<Envelope>> listAudit(Multi<Message<Envelope>> requests) {
        return handling.answer(requests, AuditContracts.LIST_AUDIT, FEW, this::list);
    }

    private Uni<AuditList> list(ListAudit query) {
        demand(query.limit(), BrowseAudit.MOST);
        return browse.apply(new AuditHistory.Filter(
                        query.requester().org(),
                        query.run(),
                        query.approval(),
                        query.by(),
                        query.kind(),
                        query.since(),
                        query.until(),
                        query.before(),
                        query.limit()))
                .map(found -> new AuditList(
                        found.stream().map(AuditChannels::entry).toList(),
                        found.size() < query.limit()
                                ? null
                                : found.getLast().link().seq()));
    }

    private static AuditEntry entry(AuditRecord found) {
        return new AuditEntry(
                found.link().seq(),
                found.at(),
                found.kind(),
                found.what(),
                found.link().hash());
    }

    @Incoming("policy-read-audit")
    @Outgoing(REPLIES)
    Multi<Message<Envelope>> readAudit(Multi<Message<Envelope>> requests) {
        return handling.answer(requests, AuditContracts.READ_AUDIT, FEW, this::read);
    }

    private Uni<AuditPage> read(ReadAudit query) {
        demand(query.limit(), LARGEST_PAGE);
        return history.read(query.requester().org(), query.after(), query.limit())
                .map(links -> new AuditPage(links.stream()
                        .map(link -> new AuditPage.Link(link.seq(), link.entry(), link.hash()))
                        .toList()));
    }

    @Incoming("policy-list-checkpoints")
    @Outgoing(REPLIES)
    Multi<Message<Envelope>> listCheckpoints(Multi<Message<Envelope>> requests) {
        return handling.answer(requests, AuditContracts.LIST_CHECKPOINTS, FEW, this::checkpoints);
    }

    private Uni<CheckpointList> checkpoints(ListCheckpoints query) {
        demand(query.limit(), LARGEST_PAGE);
        return Uni.createFrom()
                .item(() -> checkpoints.read(query.requester().org(), query.after(), query.limit()))
                .runSubscriptionOn(virtual)
                .map(page -> list(query, page));
    }

    private CheckpointList list(ListCheckpoints query, CheckpointBook.Page page) {
        return new CheckpointList(
                query.requester().org(),
                checkpoints.key().verifyingKey().base64(),
                page.total(),
                List.copyOf(page.lines()));
    }

    private static void demand(int limit, int most) {
        if (limit < 1 || limit > most) {
            throw new ContractException("audit.limit", ErrorCategory.INVALID, "a limit is 1 to " + most);
        }
    }
}
