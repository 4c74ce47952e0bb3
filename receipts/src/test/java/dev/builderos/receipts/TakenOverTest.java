package dev.builderos.receipts;

import static dev.builderos.receipts.JournalFixture.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.builderos.contracts.Digest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TakenOverTest {
    private static final String SOURCE = "0199f3c2-7a10-7c4e-9b1f-000000000001";

    private static Map<String, Object> reused(String step, String why, String outputs) {
        return Map.of(
                "step",
                step,
                "from",
                SOURCE,
                "contentKey",
                Digest.of(step),
                "outputs",
                Map.of("is", outputs),
                "artifacts",
                List.of(),
                "why",
                why);
    }

    private static String wrong(JournalFixture journal) {
        return TakenOver.examine(journal.facts()).wrong().orElse("");
    }

    @Test
    void countsWhatWasTakenOver() {
        JournalFixture journal = new JournalFixture().admitted("bubblewrap").startStep("release", 1);
        journal.add("StepReused", reused("plan", "CACHE", "x"));

        assertThat(TakenOver.examine(journal.facts()).wrong()).isEmpty();
        assertThat(TakenOver.examine(journal.facts()).count()).isEqualTo(1);
    }

    @Test
    void findsAStepThatDidSomethingAllTheSame() {
        JournalFixture before = new JournalFixture().admitted("bubblewrap").startStep("plan", 1);
        before.add("StepReused", reused("plan", "CACHE", "x"));
        JournalFixture after = new JournalFixture().admitted("bubblewrap");
        after.add("StepReused", reused("plan", "CACHE", "x")).called("plan", "c1", WRITE);

        assertThat(wrong(before)).contains("takes over the work of step plan, which did something itself");
        assertThat(wrong(after)).contains("fact 3 (ToolCalled) is of step plan, whose work was taken over");
    }

    @Test
    void findsAForkThatTakesOverMoreThanItBeganWith() {
        JournalFixture none = new JournalFixture().admitted("bubblewrap");
        none.add("StepReused", reused("plan", "FORK", "x"));

        assertThat(wrong(none)).contains("takes over other work of step plan than the fork began with");
        assertThat(wrong(fork("x", "x"))).isEmpty();
        assertThat(wrong(fork("x", "y"))).contains("takes over other work of step plan");
    }

    @Test
    void findsTheCacheInARunThatWasNotToUseIt() {
        JournalFixture journal = new JournalFixture()
                .add(
                        "RunAdmitted",
                        Map.of("options", Map.of("sandbox", "bubblewrap", "allowDirty", false, "cache", false)));
        journal.add("StepReused", reused("plan", "CACHE", "x"));

        assertThat(wrong(journal)).contains("takes work from the cache, which the run was not to use");
    }

    private static JournalFixture fork(String kept, String taken) {
        JournalFixture journal = new JournalFixture();
        journal.add(
                "RunAdmitted",
                Map.of(
                        "options",
                        Map.of("sandbox", "bubblewrap", "allowDirty", false),
                        "forked",
                        Map.of("kept", List.of(Map.of("work", reused("plan", "FORK", kept))))));
        return journal.add("StepReused", reused("plan", "FORK", taken));
    }
}
