package dev.builderos.receipts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.builderos.contracts.CanonicalJson;
import dev.builderos.contracts.ContractJson;
import dev.builderos.contracts.Digest;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.journal.FactRecord;
import dev.builderos.receipts.Check.Outcome;
import dev.builderos.receipts.SealedFile.JournalFile;
import dev.builderos.receipts.SealedFile.ReceiptFile;
import dev.builderos.receipts.Verification.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReceiptVerifierTest {
    private static final SigningKey KEY = SigningKey.generate();
    private static final TrustedKeys TRUSTED = TrustedKeys.of(KEY.verifyingKey());

    private final ReceiptFile receipt = JournalFixture.succeeded().receipt(KEY);

    @TempDir
    Path directory;

    @Test
    void provesAReceiptNobodyTouched() {
        Verification verification = verify(receipt);

        assertThat(verification.passed()).isTrue();
        assertThat(verification.checks())
                .extracting(Check::name)
                .containsExactly(
                        "file form",
                        "signature",
                        "signer",
                        "payload type",
                        "statement type",
                        "journal chain",
                        "journal head",
                        "statement",
                        "effects",
                        "approval",
                        "artifact plan/plan.md",
                        "commit",
                        "not proven",
                        "not proven",
                        "not proven");
        assertThat(verification.with(Outcome.NOT_CHECKED))
                .extracting(Check::name)
                .containsExactly("artifact plan/plan.md", "commit", "not proven", "not proven", "not proven");
    }

    @Test
    void saysWhoApprovedWhatByWhichMethodOnWhichDiffAndPrompt() {
        assertThat(check(verify(receipt), "approval").sentence())
                .startsWith("release hello to prod (effect ")
                .contains("was granted: approved by ana at ", " by cli")
                .contains("the diff that was shown is "
                        + Digest.of(JournalFixture.DIFF).abbreviated())
                .endsWith("; it came from builder/plan@1.0.0.");
    }

    @Test
    void provesAReceiptOfAnEarlierForm() {
        ReceiptStatement old = ReceiptStatement.of(JournalFixture.RUN, covered(), ReceiptStatement.FIRST_FORM);

        Verification verification = verify(new ReceiptFile(old.sign(KEY), KEY.verifyingKey(), covered()));

        assertThat(old.json().toString()).doesNotContain("\"form\"", "diffDigest");
        assertThat(verification.verdict()).isEqualTo(Verdict.PROVEN);
    }

    @Test
    void refusesAFormItDoesNotKnowAndSaysSo() {
        ObjectNode statement =
                ReceiptStatement.of(JournalFixture.RUN, covered()).json().deepCopy();
        statement
                .withObject("/predicate")
                .withObject(JsonPointer.empty().appendProperty(ReceiptStatement.RUN_V1))
                .put("form", 99);

        assertThat(failure(verify(new ReceiptFile(signed(statement), KEY.verifyingKey(), covered()))))
                .contains("it has the form 99", "use a newer one");
    }

    @Test
    void provesAReceiptWhoseJournalDoesNotYetSayThatItWasIssued() {
        List<FactRecord> covered = covered();

        assertThat(verify(new ReceiptFile(receipt.envelope(), KEY.verifyingKey(), covered))
                        .passed())
                .isTrue();
    }

    @Test
    void isWrittenInCanonicalFormAndOneNewline() throws MalformedReceipt {
        byte[] file = receipt.bytes();

        assertThat(file).endsWith((byte) '\n');
        assertThat(CanonicalJson.canonicalise(file)).isEqualTo(Arrays.copyOf(file, file.length - 1));
        assertThat(SealedFile.parse(file).bytes()).isEqualTo(file);
    }

    @Test
    void neverPassesWithOneByteChanged() {
        byte[] file = JournalFixture.small().receipt(KEY).bytes();
        assertThat(verify(file).passed()).isTrue();
        for (int position = 0; position < file.length; position++) {
            for (int flip : new int[] {0x01, 0x20}) { // the neighbour, and the other case of a letter
                byte[] edited = file.clone();
                edited[position] ^= (byte) flip;

                assertThat(verify(edited).verdict())
                        .as("byte %d of %d, flipped by %d", position, file.length, flip)
                        .isEqualTo(Verdict.FAILED);
            }
        }
    }

    @Test
    void neverPassesWithOneByteMoreOrLess() {
        byte[] file = JournalFixture.small().receipt(KEY).bytes();
        String text = new String(file, StandardCharsets.UTF_8);
        for (int position = 0; position <= file.length; position += 7) {
            byte[] longer =
                    (text.substring(0, position) + " " + text.substring(position)).getBytes(StandardCharsets.UTF_8);
            assertThat(verify(longer).verdict()).as("space at %d", position).isEqualTo(Verdict.FAILED);
            assertThat(verify(Arrays.copyOf(file, position == file.length ? 0 : position))
                            .verdict())
                    .as("cut at %d", position)
                    .isEqualTo(Verdict.FAILED);
        }
    }

    @Test
    void answersForAnyBytes() {
        long seed = 7;
        Random random = new Random(seed);
        byte[] file = receipt.bytes();
        for (int i = 0; i < 500; i++) {
            byte[] noise = new byte[random.nextInt(200)];
            random.nextBytes(noise);
            byte[] spliced = file.clone();
            System.arraycopy(noise, 0, spliced, random.nextInt(file.length - noise.length), noise.length);
            assertThatCode(() -> {
                        verify(noise);
                        verify(spliced);
                    })
                    .as("seed %d", seed)
                    .doesNotThrowAnyException();
        }
        for (String odd :
                List.of("", "\n", "null\n", "[]\n", "{}\n", "1e999\n", "{\"kind\":1}\n", "[".repeat(100_000) + "\n")) {
            assertThat(verify(odd.getBytes(StandardCharsets.UTF_8)).verdict()).isEqualTo(Verdict.FAILED);
        }
    }

    @Test
    void refusesAFileThatIsTooLarge() {
        Verification verification = verify(new byte[SealedFile.MAX_BYTES + 1]);

        assertThat(failure(verification)).contains("larger than");
    }

    @Test
    void refusesFieldsItDoesNotKnowAndKeysThatStandTwice() {
        String text = new String(receipt.bytes(), StandardCharsets.UTF_8);

        assertThat(failure(verify(text.replaceFirst("\"publicKey\":", "\"note\":1,\"publicKey\":"))))
                .contains("note");
        assertThat(failure(verify(text.replaceFirst("\"kind\":", "\"kind\":\"x\",\"kind\":"))))
                .contains("canonical form");
        assertThat(failure(verify(text + "\n"))).contains("canonical form");
        assertThat(failure(verify(text.replaceFirst("\"journal\":\\[.*\\],\"kind\"", "\"journal\":{},\"kind\""))))
                .contains("no list");
        assertThat(failure(verify(text.substring(0, text.length() - 1)))).contains("newline");
        assertThat(failure(verify(text.replaceFirst("\"epoch\":1,", "\"epoch\":1,\"extra\":1,"))))
                .contains("extra");
        assertThat(failure(verify(text.replaceFirst("\"keyid\":", "\"alg\":\"none\",\"keyid\":"))))
                .contains("alg");
        assertThat(failure(verify(text.replaceFirst("\"at\":\"([^\"]*)Z\"", "\"at\":\"$1.000Z\""))))
                .contains("one form");
    }

    @Test
    void refusesAFactWhoseBodyIsNoObject() {
        FactRecord list = FactRecord.chained(
                1, covered().getFirst().at(), "RunAdmitted", 1, ContractJson.tree(List.of()), FactRecord.GENESIS);

        assertThat(failure(verify(with(List.of(list))))).contains("body is no object");
    }

    @Test
    void needsExactlyOneSignature() {
        String text = new String(receipt.bytes(), StandardCharsets.UTF_8);
        String signature = text.substring(
                text.indexOf("\"signatures\":[") + 14, text.indexOf("]", text.indexOf("\"signatures\":[")));

        assertThat(failure(verify(text.replace(signature, "")))).contains("exactly one signature");
        assertThat(failure(verify(text.replace(signature, signature + "," + signature))))
                .contains("exactly one signature");
    }

    @Test
    void saysThatTheSignerIsUnknown() {
        Verification verification = ReceiptVerifier.verify(
                receipt.bytes(), TrustedKeys.of(SigningKey.generate().verifyingKey()), ArtifactSource.none());

        assertThat(verification.verdict()).isEqualTo(Verdict.SIGNER_UNKNOWN);
        assertThat(verification.passed()).isFalse();
        assertThat(check(verification, "signer").sentence()).contains("signature is fine, the signer is unknown");
    }

    @Test
    void refusesASignatureOverOtherBytes() {
        Envelope other = Envelope.sign(Envelope.IN_TOTO, "{}".getBytes(StandardCharsets.UTF_8), KEY);
        Envelope swapped =
                new Envelope(Envelope.IN_TOTO, receipt.envelope().payload(), other.keyId(), other.signature());

        assertThat(check(verify(with(swapped)), "signature").outcome()).isEqualTo(Outcome.FAILED);
    }

    @Test
    void refusesAKeyOtherThanTheOneNamed() {
        SigningKey forger = SigningKey.generate();
        Envelope forged = Envelope.sign(Envelope.IN_TOTO, receipt.envelope().payloadBytes(), forger);
        Envelope misnamed = new Envelope(
                forged.payloadType(), forged.payload(), KEY.verifyingKey().keyId(), forged.signature());

        Verification verification = verify(new ReceiptFile(misnamed, forger.verifyingKey(), receipt.journal()));

        assertThat(check(verification, "signature").sentence()).contains("another key");
    }

    @Test
    void refusesAnotherPayloadTypeThoughSigned() {
        Envelope text = Envelope.sign("text/plain", receipt.envelope().payloadBytes(), KEY);

        assertThat(check(verify(with(text)), "payload type").outcome()).isEqualTo(Outcome.FAILED);
    }

    @Test
    void refusesAnotherStatementTypeThoughSigned() {
        for (String field : List.of("_type", "predicateType")) {
            var statement =
                    ReceiptStatement.of(JournalFixture.RUN, covered()).json().put(field, "https://example.com/v0");
            Envelope signed = signed(statement);

            assertThat(check(verify(with(signed)), "statement type").outcome())
                    .as(field)
                    .isEqualTo(Outcome.FAILED);
        }
    }

    @Test
    void refusesProvenanceOfSomethingElseThoughSigned() {
        var statement = ReceiptStatement.of(JournalFixture.RUN, covered()).json();
        statement.withObject("/predicate").remove(ReceiptStatement.RUN_V1);

        assertThat(check(verify(with(signed(statement))), "statement type").outcome())
                .isEqualTo(Outcome.FAILED);
    }

    @Test
    void refusesAnotherCountOfFactsThoughSigned() {
        var statement = ReceiptStatement.of(JournalFixture.RUN, covered()).json();
        journalOf(statement).put("facts", covered().size() + 1);

        assertThat(check(verify(with(signed(statement))), "journal head").sentence())
                .isEqualTo("The receipt covers " + (covered().size() + 1) + " facts, the journal holds "
                        + covered().size() + ".");
    }

    @Test
    void refusesAJournalThatHoldsNothingButTheIssueOfAReceipt() {
        FactRecord issued = FactRecord.chained(
                1, covered().getFirst().at(), "ReceiptIssued", 1, ContractJson.tree(Map.of()), FactRecord.GENESIS);
        var statement = ReceiptStatement.of(JournalFixture.RUN, covered()).json();
        journalOf(statement).put("facts", 0);

        Verification verification = verify(new ReceiptFile(signed(statement), KEY.verifyingKey(), List.of(issued)));

        assertThat(check(verification, "journal head").outcome()).isEqualTo(Outcome.FAILED);
    }

    @Test
    void refusesAStatementInAnotherFormThoughSigned() {
        Envelope spaced = Envelope.sign(
                Envelope.IN_TOTO,
                (new String(receipt.envelope().payloadBytes(), StandardCharsets.UTF_8) + " ")
                        .getBytes(StandardCharsets.UTF_8),
                KEY);

        assertThat(check(verify(with(spaced)), "statement type").outcome()).isEqualTo(Outcome.FAILED);
    }

    @Test
    void namesTheFirstBrokenLink() {
        List<FactRecord> edited = new ArrayList<>(receipt.journal());
        FactRecord fact = edited.get(5);
        edited.set(
                5,
                new FactRecord(
                        fact.seq(),
                        fact.at(),
                        fact.type(),
                        fact.epoch(),
                        ContractJson.tree(Map.of()),
                        fact.prev(),
                        fact.hash()));

        assertThat(check(verify(with(edited)), "journal chain").sentence())
                .isEqualTo("fact 6 (PolicyDecided): hash does not follow from fact 5");
    }

    @Test
    void noticesAFactRemovedMovedOrAddedInTheMiddle() {
        List<FactRecord> removed = new ArrayList<>(receipt.journal());
        removed.remove(5);
        List<FactRecord> moved = new ArrayList<>(receipt.journal());
        moved.add(6, moved.remove(5));
        List<FactRecord> added = new ArrayList<>(receipt.journal());
        added.add(5, added.get(5));

        assertThat(check(verify(with(removed)), "journal chain").sentence())
                .isEqualTo("fact 7 (ToolCalled) stands where fact 6 belongs");
        assertThat(check(verify(with(moved)), "journal chain").outcome()).isEqualTo(Outcome.FAILED);
        assertThat(check(verify(with(added)), "journal chain").outcome()).isEqualTo(Outcome.FAILED);
        assertThat(check(verify(with(List.of())), "journal chain").outcome()).isEqualTo(Outcome.FAILED);
    }

    @Test
    void noticesALinkThatWasCutAndRenumbered() {
        List<FactRecord> spliced = new ArrayList<>(covered().subList(0, 5));
        FactRecord seventh = covered().get(6);
        spliced.add(FactRecord.chained(6, seventh.at(), seventh.type(), 1, seventh.body(), seventh.prev()));

        assertThat(JournalChain.firstBreak(spliced)).contains("fact 6 (ToolCalled): hash does not follow from fact 5");
    }

    @Test
    void noticesATailCutOff() {
        for (int keep = 1; keep < covered().size(); keep++) {
            assertThat(check(verify(with(covered().subList(0, keep))), "journal head")
                            .outcome())
                    .isEqualTo(Outcome.FAILED);
        }
    }

    @Test
    void noticesAJournalChainedAnew() {
        List<FactRecord> forged = JournalFixture.forged(covered(), 3, body -> body.put("model", "another:model"));

        assertThat(check(verify(with(forged)), "journal head").sentence()).contains("another journal");
    }

    @Test
    void noticesAReceiptThatSaysMoreThanItsJournalThoughSigned() {
        var statement = ReceiptStatement.of(JournalFixture.RUN, covered()).json();
        statement
                .withObject("/predicate/buildDefinition/internalParameters")
                .put("policyDigest", Digest.of("a stricter policy").value());
        Envelope embellished = signed(statement);

        assertThat(check(verify(new ReceiptFile(embellished, KEY.verifyingKey(), covered())), "statement")
                        .sentence())
                .contains("/predicate/buildDefinition/internalParameters/policyDigest: the receipt says");
    }

    @Test
    void doesNotProveAForgedJournalSignedByTheForger() {
        SigningKey forger = SigningKey.generate();
        List<FactRecord> forged = JournalFixture.forged(covered(), 3, body -> body.put("model", "another:model"));
        Envelope resigned = ReceiptStatement.of(JournalFixture.RUN, forged).sign(forger);

        Verification verification = verify(new ReceiptFile(resigned, forger.verifyingKey(), forged));

        assertThat(verification.verdict()).isEqualTo(Verdict.SIGNER_UNKNOWN);
    }

    @Test
    void noticesTheIssueOfAnotherReceipt() {
        for (String field : List.of("digest", "keyId")) {
            List<FactRecord> other = JournalFixture.forged(
                    receipt.journal(),
                    receipt.journal().size() - 1,
                    body -> body.put(field, Digest.of("other").value()));

            assertThat(check(verify(with(other)), "journal head").sentence()).contains("another receipt");
        }
    }

    @Test
    void noticesAnEffectNobodyAllowedThoughSigned() {
        List<FactRecord> denied = JournalFixture.forged(covered(), 7, body -> body.put("verdict", "DENY"));
        Envelope signed = ReceiptStatement.of(JournalFixture.RUN, denied).sign(KEY);

        Verification verification = verify(new ReceiptFile(signed, KEY.verifyingKey(), denied));

        assertThat(check(verification, "effects").sentence()).contains("nothing before it allows (DENY)");
    }

    @Test
    void answersForAJournalNoReceiptCanBeMadeOf() {
        List<FactRecord> unfinished = covered().subList(0, covered().size() - 1);
        var statement = ReceiptStatement.of(JournalFixture.RUN, covered()).json();
        journalOf(statement)
                .put("facts", unfinished.size())
                .put("head", unfinished.getLast().hash().value());

        Verification verification = verify(new ReceiptFile(signed(statement), KEY.verifyingKey(), unfinished));

        assertThat(check(verification, "statement").sentence()).contains("No receipt can be made");
    }

    @Test
    void comparesArtifactsThatCanBeFound() throws IOException {
        Files.createDirectory(directory.resolve("plan"));
        Path plan = Files.write(directory.resolve("plan/plan.md"), JournalFixture.PLAN);
        ArtifactSource source = ArtifactSource.directory(directory);

        assertThat(check(ReceiptVerifier.verify(receipt.bytes(), TRUSTED, source), "artifact plan/plan.md")
                        .outcome())
                .isEqualTo(Outcome.PROVEN);

        Files.writeString(plan, "# Another plan");
        Verification verification = ReceiptVerifier.verify(receipt.bytes(), TRUSTED, source);
        assertThat(check(verification, "artifact plan/plan.md").outcome()).isEqualTo(Outcome.FAILED);
        assertThat(verification.verdict()).isEqualTo(Verdict.FAILED);
    }

    @Test
    void neverLooksForArtifactsOutsideTheDirectory() throws IOException {
        Files.write(directory.resolve("outside"), JournalFixture.PLAN);
        ArtifactSource source = ArtifactSource.directory(Files.createDirectory(directory.resolve("inside")));

        assertThat(source.open(new RunArtifact("..", "outside", Digest.of(JournalFixture.PLAN), 26)))
                .isEmpty();
        assertThat(source.open(new RunArtifact("plan", "../outside", Digest.of(JournalFixture.PLAN), 26)))
                .isEmpty();
    }

    @Test
    void saysThatAJournalAloneIsNotAnchored() {
        Verification verification = verify(new JournalFile(JournalFixture.RUN, receipt.journal()).bytes());

        assertThat(verification.verdict()).isEqualTo(Verdict.UNSIGNED);
        assertThat(check(verification, "journal head").sentence()).contains("not anchored");
        assertThat(check(verification, "journal chain").outcome()).isEqualTo(Outcome.PROVEN);
    }

    @Test
    void noticesABrokenJournalExport() {
        List<FactRecord> removed = new ArrayList<>(receipt.journal());
        removed.remove(4);

        assertThat(verify(new JournalFile(JournalFixture.RUN, removed).bytes()).verdict())
                .isEqualTo(Verdict.FAILED);
    }

    @Test
    void provesAJournalExportWithItsReceipt() {
        Verification verification = together(new JournalFile(JournalFixture.RUN, covered()));

        assertThat(verification.verdict()).isEqualTo(Verdict.PROVEN);
        assertThat(check(verification, "journal export").outcome()).isEqualTo(Outcome.PROVEN);
    }

    @Test
    void refusesAJournalExportOfOtherFactsOrAnotherRunThanItsReceipt() {
        RunId other = new RunId("0199f3c2-7a10-7c4e-9b1f-3a2d5c6b7e81");

        assertThat(together(new JournalFile(JournalFixture.RUN, covered().subList(0, 4)))
                        .verdict())
                .isEqualTo(Verdict.FAILED);
        assertThat(together(new JournalFile(other, covered())).verdict()).isEqualTo(Verdict.FAILED);
    }

    @Test
    void refusesTheTwoFilesInTheWrongPlaces() {
        byte[] journal = new JournalFile(JournalFixture.RUN, covered()).bytes();

        assertThat(ReceiptVerifier.verify(receipt.bytes(), journal, TRUSTED, ArtifactSource.none())
                        .verdict())
                .isEqualTo(Verdict.FAILED);
    }

    private static Envelope signed(ObjectNode statement) {
        return Envelope.sign(Envelope.IN_TOTO, CanonicalJson.bytes(statement), KEY);
    }

    private static ObjectNode journalOf(ObjectNode statement) {
        return statement
                .withObject("/predicate")
                .withObject(JsonPointer.empty().appendProperty(ReceiptStatement.RUN_V1))
                .withObject("/journal");
    }

    private Verification together(JournalFile journal) {
        return ReceiptVerifier.verify(journal.bytes(), receipt.bytes(), TRUSTED, ArtifactSource.none());
    }

    private List<FactRecord> covered() {
        return receipt.journal().subList(0, receipt.journal().size() - 1);
    }

    private ReceiptFile with(Envelope envelope) {
        return new ReceiptFile(envelope, KEY.verifyingKey(), receipt.journal());
    }

    private ReceiptFile with(List<FactRecord> journal) {
        return new ReceiptFile(receipt.envelope(), KEY.verifyingKey(), journal);
    }

    private static Verification verify(ReceiptFile file) {
        return verify(file.bytes());
    }

    private static Verification verify(String file) {
        return verify(file.getBytes(StandardCharsets.UTF_8));
    }

    private static Verification verify(byte[] file) {
        return ReceiptVerifier.verify(file, TRUSTED, ArtifactSource.none());
    }

    private static Check check(Verification verification, String name) {
        return verification.checks().stream()
                .filter(check -> check.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static String failure(Verification verification) {
        assertThat(verification.verdict()).isEqualTo(Verdict.FAILED);
        return verification.with(Outcome.FAILED).getFirst().sentence();
    }
}
