package dev.builderos.receipts;

import com.fasterxml.jackson.databind.JsonNode;
import dev.builderos.contracts.Digest;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.journal.FactRecord;
import dev.builderos.receipts.SealedFile.JournalFile;
import dev.builderos.receipts.SealedFile.ReceiptFile;
import dev.builderos.receipts.Verification.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Verifies receipts and journals, offline. It answers for any bytes whatever: what is wrong with them is a failed check, never
 * an exception. Nothing signed is parsed before its signature holds.
 */
public final class ReceiptVerifier {
    private static final String FILE_FORM = "file form";
    private static final String SIGNATURE = "signature";
    private static final String SIGNER = "signer";
    private static final String PAYLOAD_TYPE = "payload type";
    private static final String STATEMENT_TYPE = "statement type";
    private static final String CHAIN = "journal chain";
    private static final String HEAD = "journal head";
    private static final String STATEMENT = "statement";
    private static final String EFFECTS = "effects";
    private static final String TAKEN_OVER = "taken over";
    private static final String ARTIFACTS = "artifacts";
    private static final String COMMIT = "commit";
    private static final String NOT_PROVEN = "not proven";
    private static final String EXPORT = "journal export";

    private final List<Check> checks = new ArrayList<>();
    private final TrustedKeys trusted;
    private final ArtifactSource artifacts;
    /** The run the receipt is about, once it is known. */
    private Optional<RunId> covers = Optional.empty();

    private ReceiptVerifier(TrustedKeys trusted, ArtifactSource artifacts) {
        this.trusted = trusted;
        this.artifacts = artifacts;
    }

    /** Verifies the content of a receipt file, or of a journal export (whose verdict is at best {@code UNSIGNED}). */
    public static Verification verify(byte[] file, TrustedKeys trusted, ArtifactSource artifacts) {
        ReceiptVerifier verifier = new ReceiptVerifier(trusted, artifacts);
        return switch (verifier.parse(file)) {
            case Parsed(ReceiptFile receipt) -> verifier.verdict(verifier.receipt(receipt));
            case Parsed(JournalFile journal) -> verifier.verdict(verifier.journal(journal));
            case Unreadable() -> verifier.verdict(Verdict.FAILED);
        };
    }

    /** Verifies a receipt and that a journal export is the journal it covers. */
    public static Verification verify(
            byte[] journalFile, byte[] receiptFile, TrustedKeys trusted, ArtifactSource artifacts) {
        ReceiptVerifier verifier = new ReceiptVerifier(trusted, artifacts);
        if (verifier.parse(journalFile) instanceof Parsed(JournalFile journal)
                && verifier.parse(receiptFile) instanceof Parsed(ReceiptFile receipt)) {
            Verdict verdict = verifier.receipt(receipt);
            verifier.export(journal, receipt);
            return verifier.verdict(verdict);
        }
        verifier.add(Check.failed(EXPORT, "A journal export and a receipt file are needed."));
        return verifier.verdict(Verdict.FAILED);
    }

    private sealed interface Reading {}

    private record Parsed(SealedFile file) implements Reading {}

    private record Unreadable() implements Reading {}

    private Reading parse(byte[] bytes) {
        try {
            SealedFile file = SealedFile.parse(bytes);
            add(Check.proven(FILE_FORM, "The file is written exactly as BuilderOS writes it."));
            return new Parsed(file);
        } catch (MalformedReceipt e) {
            add(Check.failed(FILE_FORM, "The file is no receipt: " + e.getMessage() + "."));
            return new Unreadable();
        }
    }

    private Verdict receipt(ReceiptFile file) {
        boolean trustedSigner = false;
        Optional<JsonNode> statement = Optional.empty();
        if (signature(file)) {
            trustedSigner = signer(file.publicKey());
            statement = statement(file.envelope());
        } else {
            notReached(SIGNER, PAYLOAD_TYPE, STATEMENT_TYPE);
        }
        boolean chained = chain(file.journal());
        if (chained && statement.isPresent()) {
            compare(statement.get(), file);
        } else {
            notReached(HEAD, STATEMENT, EFFECTS, ARTIFACTS);
        }
        return trustedSigner ? Verdict.PROVEN : Verdict.SIGNER_UNKNOWN;
    }

    private Verdict journal(JournalFile file) {
        if (chain(file.journal())) {
            effects(covered(file.journal()));
            add(
                    Check.notChecked(
                            HEAD,
                            "The end of the journal is not anchored by a signature: facts may be missing at the end. Give its receipt too."));
        } else {
            notReached(EFFECTS, HEAD);
        }
        return Verdict.UNSIGNED;
    }

    private boolean signature(ReceiptFile file) {
        VerifyingKey key = file.publicKey();
        if (!file.envelope().keyId().equals(key.keyId())) {
            return add(Check.failed(SIGNATURE, "The signature names another key than the one in the file."));
        }
        if (!file.envelope().signedBy(key)) {
            return add(Check.failed(
                    SIGNATURE, "The signature does not fit: what was signed, or the signature, was changed."));
        }
        return add(Check.proven(SIGNATURE, "The signature fits what was signed."));
    }

    private boolean signer(VerifyingKey key) {
        if (trusted.contains(key)) {
            return add(Check.proven(SIGNER, "It was signed with the key " + key.keyId() + ", which you trust."));
        }
        add(Check.notChecked(
                SIGNER,
                "The signature is fine, the signer is unknown: the key " + key.keyId()
                        + " is not among those you trust."));
        return false;
    }

    private Optional<JsonNode> statement(Envelope envelope) {
        if (!envelope.payloadType().equals(Envelope.IN_TOTO)) {
            add(Check.failed(PAYLOAD_TYPE, "What was signed does not call itself an in-toto statement."));
            notReached(STATEMENT_TYPE);
            return Optional.empty();
        }
        add(Check.proven(PAYLOAD_TYPE, "What was signed is an in-toto statement."));
        try {
            JsonNode statement = StrictJson.canonical(envelope.payloadBytes());
            if (StrictJson.text(statement, "_type").equals(ReceiptStatement.STATEMENT_TYPE)
                    && StrictJson.text(statement, "predicateType").equals(ReceiptStatement.PREDICATE_TYPE)
                    && statement.path("predicate").has(ReceiptStatement.RUN_V1)) {
                add(Check.proven(STATEMENT_TYPE, "It is SLSA provenance of a BuilderOS run."));
                return Optional.of(statement);
            }
            add(Check.failed(STATEMENT_TYPE, "The statement is not SLSA provenance of a BuilderOS run."));
        } catch (MalformedReceipt e) {
            add(Check.failed(STATEMENT_TYPE, "The statement cannot be read: " + e.getMessage() + "."));
        }
        return Optional.empty();
    }

    private boolean chain(List<FactRecord> journal) {
        Optional<String> broken = JournalChain.firstBreak(journal);
        return add(broken.map(link -> Check.failed(CHAIN, link))
                .orElseGet(() ->
                        Check.proven(CHAIN, "Each of the " + journal.size() + " facts follows from the one before.")));
    }

    private void compare(JsonNode statement, ReceiptFile file) {
        List<FactRecord> facts = covered(file.journal());
        add(head(statement, facts, file));
        boolean same = add(refold(statement, facts));
        effects(facts);
        if (same) {
            JsonNode claims = statement.path("predicate").path(ReceiptStatement.RUN_V1);
            ApprovalWords.of(claims.path("approvals")).forEach(this::add);
            artifacts(facts);
            for (JsonNode sentence : claims.path("notVerified")) {
                add(Check.notChecked(NOT_PROVEN, sentence.asText()));
            }
        } else {
            notReached(ARTIFACTS);
        }
    }

    /** The facts a receipt covers: all but the one that says it was issued. */
    private static List<FactRecord> covered(List<FactRecord> journal) {
        boolean issued = !journal.isEmpty() && journal.getLast().type().equals("ReceiptIssued");
        return issued ? journal.subList(0, journal.size() - 1) : journal;
    }

    private static Check head(JsonNode statement, List<FactRecord> facts, ReceiptFile file) {
        JsonNode signed =
                statement.path("predicate").path(ReceiptStatement.RUN_V1).path("journal");
        if (facts.isEmpty() || signed.path("facts").asLong() != facts.size()) {
            return Check.failed(
                    HEAD,
                    "The receipt covers " + signed.path("facts") + " facts, the journal holds " + facts.size() + ".");
        }
        if (!signed.path("head").asText().equals(facts.getLast().hash().value())) {
            return Check.failed(HEAD, "The receipt was made of another journal: the hash of the last fact differs.");
        }
        FactRecord last = file.journal().getLast();
        if (last.type().equals("ReceiptIssued")
                && !(last.body()
                                .path("digest")
                                .asText()
                                .equals(file.envelope().digest().value())
                        && last.body()
                                .path("keyId")
                                .asText()
                                .equals(file.envelope().keyId()))) {
            return Check.failed(HEAD, "The journal ends with the issue of another receipt.");
        }
        return Check.proven(HEAD, "The receipt covers exactly these " + facts.size() + " facts.");
    }

    private Check refold(JsonNode statement, List<FactRecord> facts) {
        try {
            RunId run = new RunId(statement
                    .path("predicate")
                    .path("runDetails")
                    .path("metadata")
                    .path("invocationId")
                    .asText());
            covers = Optional.of(run);
            JsonNode folded = StrictJson.canonical(
                    ReceiptStatement.like(statement, run, facts).bytes());
            return Difference.first(statement, folded)
                    .map(difference -> Check.failed(
                            STATEMENT, "The receipt does not follow from the journal: " + difference + "."))
                    .orElseGet(() -> Check.proven(STATEMENT, "Everything the receipt says follows from the journal."));
        } catch (MalformedJournal | MalformedReceipt | IllegalArgumentException e) {
            return Check.failed(STATEMENT, "No receipt can be made of this journal: " + e.getMessage() + ".");
        }
    }

    private void effects(List<FactRecord> facts) {
        try {
            EffectAuthority.Finding finding = EffectAuthority.examine(facts);
            add(finding.wrong()
                    .map(wrong -> Check.failed(EFFECTS, wrong))
                    .orElseGet(() -> Check.proven(
                            EFFECTS,
                            "Every effect had been allowed before it began: " + finding.allowed() + " by policy, "
                                    + finding.approved() + " by approval.")));
            takenOver(facts);
        } catch (MalformedJournal e) {
            add(Check.failed(EFFECTS, "Not to be told: " + e.getMessage() + "."));
        }
    }

    /** Nothing is said of runs that did all of their work themselves. */
    private void takenOver(List<FactRecord> facts) {
        TakenOver.Finding finding = TakenOver.examine(facts);
        finding.wrong().ifPresent(wrong -> add(Check.failed(TAKEN_OVER, wrong)));
        if (finding.wrong().isEmpty() && finding.count() > 0) {
            add(Check.proven(
                    TAKEN_OVER,
                    finding.count() + (finding.count() == 1 ? " step" : " steps")
                            + " took over work as they might, and did nothing themselves. What was done is told by the receipts"
                            + " of the runs that are named."));
        }
    }

    private void artifacts(List<FactRecord> facts) {
        RunFold fold = new RunFold(facts);
        for (RunArtifact artifact : fold.artifacts()) {
            add(artifact(artifact));
        }
        String commit = fold.ended().textOrNull("headCommit");
        if (commit != null) {
            add(Check.notChecked(COMMIT, "Commit " + commit + " was not looked up in a repository."));
        }
    }

    private Check artifact(RunArtifact artifact) {
        String name = "artifact " + artifact.step() + "/" + artifact.name();
        try {
            Optional<InputStream> found = artifacts.open(artifact);
            if (found.isEmpty()) {
                return Check.notChecked(name, "It was not found.");
            }
            try (DigestInputStream content = new DigestInputStream(found.get(), Digest.sha256())) {
                content.transferTo(OutputStream.nullOutputStream());
                return Digest.ofRaw(content.getMessageDigest().digest()).equals(artifact.digest())
                        ? Check.proven(name, "Its content has the digest in the receipt.")
                        : Check.failed(name, "Its content is not what the run left.");
            }
        } catch (IOException e) {
            return Check.notChecked(name, "It could not be read.");
        }
    }

    private void export(JournalFile journal, ReceiptFile receipt) {
        if (!covers.equals(Optional.of(journal.run()))) {
            add(Check.failed(EXPORT, "The receipt is not known to be about the run of the journal export."));
        } else if (!covered(journal.journal()).equals(covered(receipt.journal()))) {
            add(Check.failed(EXPORT, "The journal export holds other facts than the receipt covers."));
        } else {
            add(Check.proven(EXPORT, "The journal export holds the facts the receipt covers."));
        }
    }

    private void notReached(String... names) {
        for (String name : names) {
            add(Check.notChecked(name, "Not reached, because an earlier check failed."));
        }
    }

    private boolean add(Check check) {
        checks.add(check);
        return check.outcome() == Check.Outcome.PROVEN;
    }

    private Verification verdict(Verdict otherwise) {
        boolean failed = checks.stream().anyMatch(check -> check.outcome() == Check.Outcome.FAILED);
        return new Verification(failed ? Verdict.FAILED : otherwise, checks);
    }
}
