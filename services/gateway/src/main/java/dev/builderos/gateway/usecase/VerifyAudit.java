package dev.builderos.gateway.usecase;

import dev.builderos.contracts.Requester;
import dev.builderos.gateway.api.AuditCheck;
import dev.builderos.gateway.api.AuditProof;
import dev.builderos.gateway.api.AuditVerdict;
import dev.builderos.gateway.api.CheckpointList;
import dev.builderos.receipts.TrustedKeys;
import dev.builderos.receipts.Verification;
import dev.builderos.receipts.VerifyingKey;
import dev.builderos.receipts.audit.AuditVerifier;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.Enumeration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/** Verifies the audit log with the key the server signs with, as it is exported. */
@ApplicationScoped
public class VerifyAudit {
    private final Audit audit;
    private final ExportAudit export;
    private final Executor virtual = Executors.newVirtualThreadPerTaskExecutor();

    VerifyAudit(Audit audit, ExportAudit export) {
        this.audit = audit;
        this.export = export;
    }

    public Uni<AuditProof> of(Requester requester) {
        return audit.checkpoints(requester, 0, 1)
                .flatMap(known -> export.of(requester).emitOn(virtual).map(pieces -> verify(pieces, trusted(known))));
    }

    private static TrustedKeys trusted(CheckpointList known) {
        return TrustedKeys.of(VerifyingKey.ofX509(Base64.getDecoder().decode(known.publicKey())));
    }

    @SuppressWarnings("JdkObsolete") // SequenceInputStream takes nothing else.
    private static AuditProof verify(Multi<byte[]> pieces, TrustedKeys trusted) {
        Iterator<InputStream> streams = pieces.<InputStream>map(ByteArrayInputStream::new)
                .subscribe()
                .asIterable()
                .iterator();
        InputStream whole = new SequenceInputStream(new Enumeration<>() {
            @Override
            public boolean hasMoreElements() {
                return streams.hasNext();
            }

            @Override
            public InputStream nextElement() {
                return streams.next();
            }
        });
        try {
            return proof(AuditVerifier.verify(whole, trusted, List.of(), AuditVerifier.Source.SERVER));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static AuditProof proof(Verification verification) {
        return new AuditProof(
                AuditVerdict.valueOf(verification.verdict().name()),
                verification.checks().stream()
                        .map(check ->
                                new AuditCheck(check.name(), check.outcome().name(), check.sentence()))
                        .toList());
    }
}
