package dev.builderos.receipts.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.builderos.receipts.Check;
import dev.builderos.receipts.SigningKey;
import dev.builderos.receipts.TrustedKeys;
import dev.builderos.receipts.Verification;
import dev.builderos.receipts.Verification.Verdict;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuditVerifierTest {
    private final KeptLog log = KeptLog.of(35, 10);

    @Test
    void provesAWholeLogAndSaysWhatIsNotCoveredYet() {
        Verification verification = log.verify(log.anchor());

        assertThat(verification.verdict()).isEqualTo(Verdict.PROVEN);
        assertThat(sentences(verification))
                .anyMatch(each -> each.contains("Each of the 35 entries"))
                .anyMatch(each -> each.startsWith("Entries 31 to 35 are newer than the newest checkpoint"));
    }

    @Test
    void aLogWithoutCheckpointsIsNotAnchored() {
        log.checkpoints.clear();

        assertThat(log.verify().verdict()).isEqualTo(Verdict.UNSIGNED);
    }

    @Test
    void aKeyThatNobodyTrustsProvesNothing() {
        Verification verification = KeptLog.verify(log.export(), TrustedKeys.of());

        assertThat(verification.verdict()).isEqualTo(Verdict.SIGNER_UNKNOWN);
        assertThat(verification.with(Check.Outcome.NOT_CHECKED))
                .extracting(Check::sentence)
                .anyMatch(each -> each.contains("which is not among those you trust"));
    }

    @Test
    void findsAnEditedEntryAndOnlyThat() {
        edit(7);

        assertFound(log.verify(), "Entry 7 does not follow from entry 6");
        assertThat(log.verify().with(Check.Outcome.FAILED)).hasSize(1);
    }

    @Test
    void findsAnEntryDeletedInTheMiddle() {
        log.entries.remove(6);

        assertFound(log.verify(), "Entry 8 stands where entry 7 belongs: 1 entry is missing.");
    }

    @Test
    void findsEntriesInAnotherOrder() {
        Collections.swap(log.entries, 3, 4);

        assertFound(log.verify(), "Entry 5 stands where entry 4 belongs");
    }

    @Test
    void findsEntriesThatChangedPlaces() {
        String fourth = log.entries.get(3).entry();
        log.entries.set(
                3,
                new AuditLink(4, log.entries.get(4).entry(), log.entries.get(3).hash()));
        log.entries.set(4, new AuditLink(5, fourth, log.entries.get(4).hash()));

        assertFound(log.verify(), "Entry 4 does not follow from entry 3");
    }

    @Test
    void findsThatEntriesAreMissingAtTheEndByTheCheckpointAlone() {
        log.entries.subList(28, 35).clear();

        Verification verification = log.verify();

        assertFound(verification, "the log ends with 28: 2 entries are missing at the end");
        assertThat(sentences(verification)).anyMatch(each -> each.contains("Each of the 28 entries follows"));
    }

    @Test
    void findsThatAllWasRewrittenAndHashedAnewByTheCheckpointsAlone() {
        edit(17);
        log.rehash();

        Verification verification = log.verify();

        assertFound(verification, "rewritten somewhere from entry 11 to entry 20");
        assertThat(sentences(verification)).anyMatch(each -> each.contains("Each of the 35 entries follows"));
    }

    @Test
    void findsThatOneWasDeletedAndTheOthersHashedAnew() {
        log.entries.remove(2);
        log.rehash();

        assertFound(log.verify(), "rewritten somewhere from entry 1 to entry 10");
    }

    @Test
    void findsByAnAnchorThatHistoryWasSignedAnewWithTheServersKey() {
        AuditVerifier.Anchor anchor = log.anchor();
        KeptLog other = new KeptLog(log.key);
        for (int i = 0; i < 35; i++) {
            other.write("another story");
        }
        other.sign();

        assertThat(other.verify().verdict())
                .as("without an anchor nobody can tell")
                .isEqualTo(Verdict.PROVEN);
        assertFound(other.verify(anchor), "the server has it no more");
    }

    @Test
    void findsByAnAnchorThatCheckpointsAndEntriesWereCutOff() {
        AuditVerifier.Anchor anchor = log.anchor();
        log.checkpoints.removeLast();
        log.entries.subList(25, 35).clear();

        assertThat(log.verify().verdict()).isEqualTo(Verdict.PROVEN);
        assertFound(log.verify(anchor), "the server has it no more");
    }

    @Test
    void findsByAnAnchorThatTheServerHasLostAllCheckpoints() {
        AuditVerifier.Anchor anchor = log.anchor();
        log.checkpoints.clear();

        assertFound(log.verify(anchor), "the server has it no more");
    }

    @Test
    void findsACheckpointThatIsMissingBetweenOthers() {
        log.checkpoints.remove(1);

        assertFound(log.verify(), "The checkpoint of entry 30 does not follow from The checkpoint of entry 10");
    }

    @Test
    void findsACheckpointThatSomebodyElseSigned() {
        KeptLog other = new KeptLog(SigningKey.generate());
        other.entries.addAll(log.entries);
        other.checkpoints.addAll(log.checkpoints.subList(0, 2));
        other.sign();
        log.checkpoints.set(2, other.checkpoints.getLast());

        assertFound(log.verify(), "The checkpoint of entry 35 is not signed by the server's key");
    }

    @Test
    void anotherServersAnchorSaysNothing() {
        AuditVerifier.Anchor other = KeptLog.of(10, 10).anchor();

        Verification verification = log.verify(other);

        assertThat(verification.verdict()).isEqualTo(Verdict.PROVEN);
        assertThat(sentences(verification)).anyMatch(each -> each.contains("which is not this server's"));
    }

    @Test
    void anAnchorThatCannotBeReadIsAFinding() {
        assertFound(log.verify(new AuditVerifier.Anchor("kept", "{}")), "It cannot be read");
    }

    @Test
    void tellsEachOfManyChangesUpToABound() {
        for (int i = 1; i <= 30; i += 2) {
            edit(i);
        }

        List<Check> found = log.verify().with(Check.Outcome.FAILED);

        assertThat(found).hasSize(11);
        assertThat(found.getLast().sentence()).isEqualTo("And 5 more such places.");
    }

    /** Whatever one byte is changed to, it is found. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void findsAnyChangedByteOfTheSignedPart(long seed) {
        Random random = new Random(seed);
        KeptLog whole = KeptLog.of(20, 10);
        String export = whole.export();
        int header = export.indexOf('\n') + 1;
        for (int i = 0; i < 200; i++) {
            StringBuilder changed = new StringBuilder(export);
            int at = header + random.nextInt(export.length() - header - 1);
            char other = (char) (' ' + random.nextInt(95));
            if (changed.charAt(at) == other) {
                continue;
            }
            changed.setCharAt(at, other);

            assertThat(KeptLog.verify(changed.toString(), TrustedKeys.of(whole.key.verifyingKey()))
                            .verdict())
                    .as("seed %d, place %d, %s", seed, at, other)
                    .isEqualTo(Verdict.FAILED);
        }
    }

    private void edit(int seq) {
        AuditLink link = log.entries.get(seq - 1);
        log.entries.set(
                seq - 1, new AuditLink(link.seq(), link.entry().replace("happened", "did not happen"), link.hash()));
    }

    private static void assertFound(Verification verification, String sentence) {
        assertThat(verification.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(verification.with(Check.Outcome.FAILED))
                .extracting(Check::sentence)
                .anyMatch(each -> each.contains(sentence));
    }

    private static List<String> sentences(Verification verification) {
        return verification.checks().stream().map(Check::sentence).toList();
    }
}
