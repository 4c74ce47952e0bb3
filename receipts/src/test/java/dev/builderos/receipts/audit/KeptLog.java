package dev.builderos.receipts.audit;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.OrgId;
import dev.builderos.receipts.SigningKey;
import dev.builderos.receipts.TrustedKeys;
import dev.builderos.receipts.Verification;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** An audit log with its checkpoints as a server keeps them, to be tampered with. */
final class KeptLog {
    static final Instant START = Instant.parse("2026-11-29T10:00:00Z");
    static final OrgId ORG = new OrgId("local");

    final SigningKey key;
    final List<AuditLink> entries = new ArrayList<>();
    final List<SignedCheckpoint> checkpoints = new ArrayList<>();

    KeptLog(SigningKey key) {
        this.key = key;
    }

    /** A log of so many entries, with a checkpoint after every so many. */
    static KeptLog of(int entries, int every) {
        KeptLog log = new KeptLog(SigningKey.generate());
        for (int i = 1; i <= entries; i++) {
            log.write("what happened " + i);
            if (i % every == 0) {
                log.sign();
            }
        }
        return log;
    }

    void write(String what) {
        long before = entries.isEmpty() ? 0 : entries.getLast().seq();
        Digest hash = entries.isEmpty() ? AuditLink.START : entries.getLast().hash();
        entries.add(AuditLink.after(
                before,
                hash,
                "{\"at\":\"" + at(before + 1) + "\",\"kind\":\"decision\",\"what\":{\"note\":\"" + what + "\"}}"));
    }

    static Instant at(long seq) {
        return START.plus(Duration.ofSeconds(seq));
    }

    void sign() {
        sign(ORG, checkpoints.size() + 1, entries.getLast(), key);
    }

    /** As a server does not. */
    void sign(OrgId org, long number, AuditLink head, SigningKey by) {
        checkpoints.add(SignedCheckpoint.sign(
                new Checkpoint(
                        org,
                        number,
                        head.seq(),
                        head.hash(),
                        at(head.seq()),
                        checkpoints.isEmpty()
                                ? Checkpoint.NONE
                                : checkpoints.getLast().digest()),
                by));
    }

    /** Numbers and hashes all entries anew, as somebody does who wants a whole chain. */
    void rehash() {
        List<AuditLink> old = List.copyOf(entries);
        entries.clear();
        for (AuditLink each : old) {
            entries.add(AuditLink.after(
                    entries.size(),
                    entries.isEmpty() ? AuditLink.START : entries.getLast().hash(),
                    each.entry()));
        }
    }

    String header() {
        return new AuditExport.Header(ORG, at(100_000), key.verifyingKey()).line();
    }

    String export() {
        return header() + "\n"
                + checkpoints.stream().map(each -> each.text() + "\n").collect(Collectors.joining())
                + entries.stream().map(each -> AuditExport.line(each) + "\n").collect(Collectors.joining());
    }

    Verification verify(AuditVerifier.Anchor... anchors) {
        return verify(export(), TrustedKeys.of(key.verifyingKey()), anchors);
    }

    static Verification verify(String export, TrustedKeys trusted, AuditVerifier.Anchor... anchors) {
        return verify(export, trusted, AuditVerifier.Source.SERVER, anchors);
    }

    static Verification verify(
            String export, TrustedKeys trusted, AuditVerifier.Source source, AuditVerifier.Anchor... anchors) {
        try {
            return AuditVerifier.verify(
                    new ByteArrayInputStream(export.getBytes(StandardCharsets.UTF_8)),
                    trusted,
                    List.of(anchors),
                    source);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    AuditVerifier.Anchor anchor() {
        return new AuditVerifier.Anchor("kept", checkpoints.getLast().text() + "\n");
    }
}
