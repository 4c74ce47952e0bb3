package dev.builderos.receipts.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class CheckpointRuleTest {
    private static final CheckpointRule RULE = new CheckpointRule(10, Duration.ofSeconds(60));

    private final KeptLog log = KeptLog.of(35, 100);

    @Test
    void signsEveryTenthEntryAtOnceAndLeavesTheRest() {
        assertThat(due(0, KeptLog.at(35))).containsExactly(10L, 20L, 30L);
    }

    @Test
    void countsFromTheNewestCheckpoint() {
        assertThat(due(7, KeptLog.at(35))).containsExactly(17L, 27L);
    }

    @Test
    void signsTheRestWhenItsFirstEntryHasWaited() {
        assertThat(due(30, KeptLog.at(31).plusSeconds(59))).isEmpty();
        assertThat(due(30, KeptLog.at(31).plusSeconds(60))).containsExactly(35L);
    }

    @Test
    void signsNothingWhereThereIsNothingNew() {
        assertThat(due(35, KeptLog.at(10_000))).isEmpty();
    }

    @Test
    void signsNothingThatDoesNotFollowFromWhatWasSigned() {
        KeptLog rewritten = new KeptLog(log.key);
        for (int i = 0; i < 35; i++) {
            rewritten.write("another story");
        }

        var due = RULE.due(20, log.entries.get(19).hash(), rewritten.entries.subList(20, 35), KeptLog.at(10_000));

        assertThat(due)
                .isInstanceOfSatisfying(
                        CheckpointRule.Broken.class,
                        broken -> assertThat(broken.why())
                                .isEqualTo("entry 21 does not follow from entry 20, as the newest checkpoint has it"));
    }

    @Test
    void anEntryWithoutATimeIsSignedAtOnce() {
        AuditLink odd = AuditLink.after(0, AuditLink.START, "no JSON");

        assertThat(RULE.due(0, AuditLink.START, List.of(odd), KeptLog.START))
                .isEqualTo(new CheckpointRule.At(List.of(odd), null));
    }

    private List<Long> due(int covered, Instant now) {
        var due = RULE.due(
                covered,
                covered == 0 ? AuditLink.START : log.entries.get(covered - 1).hash(),
                log.entries.subList(covered, 35),
                now);
        return ((CheckpointRule.At) due).links().stream().map(AuditLink::seq).toList();
    }
}
