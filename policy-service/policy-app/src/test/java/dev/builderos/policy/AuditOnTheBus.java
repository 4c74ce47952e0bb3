package dev.builderos.policy;

import dev.builderos.bus.BusRequests;
import dev.builderos.contracts.Digest;
import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.Requester;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.StepId;
import dev.builderos.contracts.effect.Decision;
import dev.builderos.contracts.effect.Effect;
import dev.builderos.contracts.policy.AuditContracts;
import dev.builderos.contracts.policy.AuditPage;
import dev.builderos.contracts.policy.CheckpointList;
import dev.builderos.contracts.policy.DecideEffect;
import dev.builderos.contracts.policy.ListCheckpoints;
import dev.builderos.contracts.policy.PolicyContracts;
import dev.builderos.contracts.policy.ReadAudit;
import dev.builderos.receipts.TrustedKeys;
import dev.builderos.receipts.Verification;
import dev.builderos.receipts.VerifyingKey;
import dev.builderos.receipts.audit.AuditExport;
import dev.builderos.receipts.audit.AuditLink;
import dev.builderos.receipts.audit.AuditVerifier;
import io.smallrye.mutiny.Uni;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** The audit log of one org, written and read as others do it. */
record AuditOnTheBus(BusRequests bus, OrgId org, RunId run) {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Effect READ = new Effect("fs.read", "builder", null, Map.of("path", "README.md"));

    Requester requester() {
        return new Requester(org, "local:requester", List.of("Developer"));
    }

    /** A decision that stands in the log: under a policy that nobody pinned everything is denied. */
    Uni<Decision> deny(String call) {
        return bus.ask(
                PolicyContracts.DECIDE_EFFECT,
                org,
                run.value(),
                new DecideEffect(requester(), run, new StepId("plan"), call, Digest.of("unknown"), READ, Map.of()));
    }

    void deny(int calls) {
        List<Uni<Decision>> all = new ArrayList<>();
        for (int i = 0; i < calls; i++) {
            all.add(deny("call-" + i));
        }
        Uni.join().all(all).andFailFast().await().atMost(PATIENCE);
    }

    CheckpointList checkpoints() {
        return bus.ask(AuditContracts.LIST_CHECKPOINTS, org, "all", new ListCheckpoints(requester(), 0, 1_000))
                .await()
                .atMost(PATIENCE);
    }

    List<AuditLink> entries() {
        List<AuditLink> all = new ArrayList<>();
        while (true) {
            AuditPage page = bus.ask(
                            AuditContracts.READ_AUDIT,
                            org,
                            "all",
                            new ReadAudit(
                                    requester(),
                                    all.isEmpty() ? 0 : all.getLast().seq(),
                                    1_000))
                    .await()
                    .atMost(PATIENCE);
            page.links().forEach(link -> all.add(new AuditLink(link.seq(), link.entry(), link.hash())));
            if (page.links().size() < 1_000) {
                return all;
            }
        }
    }

    /** As a client does it that trusts the server's key and kept these checkpoints. */
    Verification verify(List<String> anchors) {
        CheckpointList checkpoints = checkpoints();
        VerifyingKey key = VerifyingKey.ofX509(Base64.getDecoder().decode(checkpoints.publicKey()));
        StringBuilder export = new StringBuilder(new AuditExport.Header(org, Instant.now(), key).line()).append('\n');
        checkpoints.checkpoints().forEach(line -> export.append(line).append('\n'));
        entries().forEach(link -> export.append(AuditExport.line(link)).append('\n'));
        try {
            return AuditVerifier.verify(
                    new ByteArrayInputStream(export.toString().getBytes(StandardCharsets.UTF_8)),
                    TrustedKeys.of(key),
                    anchors.stream()
                            .map(text -> new AuditVerifier.Anchor("kept", text))
                            .toList(),
                    AuditVerifier.Source.SERVER);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
