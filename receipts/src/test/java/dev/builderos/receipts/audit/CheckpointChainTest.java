package dev.builderos.receipts.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.builderos.contracts.OrgId;
import dev.builderos.receipts.Check;
import dev.builderos.receipts.SigningKey;
import dev.builderos.receipts.TrustedKeys;
import dev.builderos.receipts.Verification;
import dev.builderos.receipts.Verification.Verdict;
import dev.builderos.receipts.audit.AuditVerifier.Source;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What a server could do with its own key, and what its checkpoints and those that others kept say of it. */
class CheckpointChainTest {
    private final KeptLog log = KeptLog.of(35, 10);
    private final AuditLink last = log.entries.getLast();

    @Test
    void takesNoCheckpointOfAnotherOrg() {
        log.sign(new OrgId("other"), 4, last, log.key);

        assertFound(log.verify(), "The checkpoint of entry 35 is of another org");
    }

    @Test
    void takesNoCheckpointWithANumberThatIsNotItsTurn() {
        log.sign(KeptLog.ORG, 5, last, log.key);

        assertFound(log.verify(), "The checkpoint of entry 35 does not follow from The checkpoint of entry 30");
    }

    @Test
    void takesNoCheckpointThatCoversNothingNew() {
        log.sign(KeptLog.ORG, 4, log.entries.get(29), log.key);

        assertFound(log.verify(), "The checkpoint of entry 30 does not follow from The checkpoint of entry 30");
    }

    @Test
    void aCheckpointThatCannotBeReadIsAFindingThoughThereIsNoOther() {
        log.checkpoints.clear();
        String export = log.header() + "\n{}\n" + entries();

        assertFound(verify(export), "Checkpoint 1 cannot be read");
    }

    /** Behind the entries they would be compared with none of them. */
    @Test
    void takesNoCheckpointBehindTheEntries() {
        String export = log.header() + "\n" + entries()
                + log.checkpoints.stream().map(each -> each.text() + "\n").collect(Collectors.joining());

        assertFound(verify(export), "a checkpoint stands among the entries");
    }

    @Test
    void aMissingEntryWithACheckpointIsToldByBoth() {
        log.entries.remove(19);

        assertThat(log.verify().with(Check.Outcome.FAILED))
                .extracting(Check::name)
                .containsExactly("entries", "signed history");
    }

    @Test
    void anAnchorOfAnotherOrgSaysNothing() {
        KeptLog other = new KeptLog(log.key);
        other.write("elsewhere");
        other.sign(new OrgId("other"), 1, other.entries.getLast(), log.key);

        assertThat(log.verify(other.anchor()).verdict()).isEqualTo(Verdict.PROVEN);
    }

    /** The server got a new key since; the log still has checkpoints that the old one signed. */
    @Test
    void findsALostAnchorByAKeyThatSignedOtherCheckpoints() {
        KeptLog renewed = new KeptLog(SigningKey.generate());
        renewed.entries.addAll(log.entries);
        renewed.checkpoints.addAll(log.checkpoints.subList(0, 2));
        renewed.sign();

        assertThat(renewed.verify().verdict()).as("without the anchor").isEqualTo(Verdict.PROVEN);
        assertFound(renewed.verify(log.anchor()), "the server has it no more");
    }

    @Test
    void findsALostAnchorByTheServersKeyThoughNobodyTrustsIt() {
        AuditVerifier.Anchor anchor = log.anchor();
        log.checkpoints.clear();

        assertFound(KeptLog.verify(log.export(), TrustedKeys.of(), anchor), "the server has it no more");
    }

    @Test
    void findsALostAnchorByAKeyThatIsTrustedThoughTheServerHasAnother() {
        KeptLog anew = KeptLog.of(35, 10);
        TrustedKeys both = TrustedKeys.of(anew.key.verifyingKey(), log.key.verifyingKey());

        assertFound(KeptLog.verify(anew.export(), both, log.anchor()), "the server has it no more");
    }

    @Test
    void anAnchorMayBeNewerThanAFileButNotThanTheServer() {
        AuditVerifier.Anchor newer = newerThanTheExport();
        TrustedKeys trusted = TrustedKeys.of(log.key.verifyingKey());

        assertThat(KeptLog.verify(log.export(), trusted, Source.FILE, newer).verdict())
                .isEqualTo(Verdict.PROVEN);
        assertFound(KeptLog.verify(log.export(), trusted, Source.SERVER, newer), "the server has it no more");
    }

    private AuditVerifier.Anchor newerThanTheExport() {
        AuditLink late = AuditLink.after(200_000, last.hash(), "{}");
        KeptLog later = new KeptLog(log.key);
        later.checkpoints.addAll(log.checkpoints);
        later.sign(KeptLog.ORG, 4, late, log.key);
        return later.anchor();
    }

    private String entries() {
        return log.entries.stream().map(each -> AuditExport.line(each) + "\n").collect(Collectors.joining());
    }

    private Verification verify(String export) {
        return KeptLog.verify(export, TrustedKeys.of(log.key.verifyingKey()));
    }

    private static void assertFound(Verification verification, String sentence) {
        assertThat(verification.verdict()).isEqualTo(Verdict.FAILED);
        List<String> failed = verification.with(Check.Outcome.FAILED).stream()
                .map(Check::sentence)
                .toList();
        assertThat(failed).anyMatch(each -> each.contains(sentence));
    }
}
