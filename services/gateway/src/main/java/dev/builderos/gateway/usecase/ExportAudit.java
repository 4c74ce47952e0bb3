package dev.builderos.gateway.usecase;

import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.Requester;
import dev.builderos.gateway.api.CheckpointList;
import dev.builderos.receipts.VerifyingKey;
import dev.builderos.receipts.audit.AuditExport;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** The audit log as an {@link AuditExport}. Made page by page, so that its length costs no memory. */
@ApplicationScoped
public class ExportAudit {
    private static final int PAGE = 1_000;

    private final Audit audit;
    private final Clock clock;

    ExportAudit(Audit audit, Clock clock) {
        this.audit = audit;
        this.clock = clock;
    }

    /** The file in pieces. The checkpoints are read first, so none covers an entry that is not there any more or not yet. */
    public Uni<Multi<byte[]>> of(Requester requester) {
        return audit.checkpoints(requester, 0, PAGE)
                .map(first -> Multi.createBy()
                        .concatenating()
                        .streams(
                                Multi.createFrom().item(header(first)),
                                checkpoints(requester, first),
                                entries(requester)));
    }

    private byte[] header(CheckpointList first) {
        VerifyingKey key = VerifyingKey.ofX509(Base64.getDecoder().decode(first.publicKey()));
        return utf8(new AuditExport.Header(new OrgId(first.org()), clock.instant(), key).line() + "\n");
    }

    private Multi<byte[]> checkpoints(Requester requester, CheckpointList first) {
        AtomicLong got = new AtomicLong(first.checkpoints().size());
        Multi<CheckpointList> others = Multi.createBy()
                .repeating()
                .uni(() -> audit.checkpoints(requester, got.get(), PAGE)
                        .invoke(page -> got.addAndGet(page.checkpoints().size())))
                .whilst(page -> page.checkpoints().size() == PAGE);
        Multi<CheckpointList> pages = first.checkpoints().size() < PAGE
                ? Multi.createFrom().item(first)
                : Multi.createBy().concatenating().streams(Multi.createFrom().item(first), others);
        return pages.map(page -> utf8(lines(page.checkpoints())));
    }

    private Multi<byte[]> entries(Requester requester) {
        AtomicLong last = new AtomicLong();
        return Multi.createBy()
                .repeating()
                .uni(() -> audit.read(requester, last.get(), PAGE).invoke(page -> {
                    if (!page.isEmpty()) {
                        last.set(page.getLast().seq());
                    }
                }))
                .whilst(page -> page.size() == PAGE)
                .map(page -> utf8(lines(page.stream().map(AuditExport::line).toList())));
    }

    private static String lines(List<String> each) {
        StringBuilder lines = new StringBuilder();
        each.forEach(line -> lines.append(line).append('\n'));
        return lines.toString();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
