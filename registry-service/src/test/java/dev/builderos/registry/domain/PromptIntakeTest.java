package dev.builderos.registry.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.registry.MissingPrompts;
import dev.builderos.contracts.registry.PromptConflict;
import dev.builderos.contracts.registry.PromptDigest;
import dev.builderos.contracts.registry.PromptKey;
import dev.builderos.contracts.registry.PromptText;
import dev.builderos.registry.domain.PromptIntake.Fresh;
import dev.builderos.registry.domain.PromptIntake.Refused;
import dev.builderos.registry.domain.PromptIntake.Taken;
import dev.builderos.registry.domain.PromptIntake.There;
import dev.builderos.registry.domain.PromptIntake.Verdict;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PromptIntakeTest {
    private static final String NAME = "builder/plan";

    @Test
    void registersWhatIsNotThere() {
        PromptText sent = sent("1.2.0", "Plan.");

        assertThat(judge(List.of(sent), Map.of())).singleElement().isInstanceOfSatisfying(Fresh.class, fresh -> {
            assertThat(fresh.prompt().version().name()).isEqualTo(NAME);
            assertThat(fresh.prompt().version().digest()).isEqualTo(Digest.of(sent.text()));
            assertThat(fresh.prompt().version().tags()).containsExactly("java");
        });
    }

    @Test
    void takesAVersionAlsoBelowThoseThatAreThere() {
        assertThat(judge(List.of(sent("1.0.1", "Mend.")), Map.of(key("2.0.0"), Digest.of("x"))))
                .singleElement()
                .isInstanceOf(Fresh.class);
    }

    @Test
    void leavesWhatIsThereWithTheSameText() {
        PromptText sent = sent("1.2.0", "Plan.");

        assertThat(judge(List.of(sent), Map.of(key("1.2.0"), sent.digest()))).containsExactly(new There(sent.digest()));
    }

    @Test
    void neverChangesTheTextOfAVersionAndNamesTheSmallestThatIsFree() {
        Digest here = Digest.of("another");

        List<Verdict> verdicts =
                judge(List.of(sent("1.2.0", "Plan.")), Map.of(key("1.2.0"), here, key("1.4.2"), Digest.of("newer")));

        assertThat(verdicts).singleElement().isInstanceOfSatisfying(Taken.class, taken -> {
            assertThat(taken.conflict().here()).isEqualTo(here);
            assertThat(taken.conflict().free().text()).isEqualTo("1.4.3");
        });
    }

    @Test
    void ofTwoThatClaimOneVersionTheFirstHasIt() {
        PromptText first = sent("1.2.0", "One.");

        assertThat(judge(List.of(first, sent("1.2.0", "Two."), first), Map.of()))
                .satisfiesExactly(
                        one -> assertThat(one).isInstanceOf(Fresh.class),
                        other -> assertThat(other).isInstanceOf(Taken.class),
                        again -> assertThat(again).isEqualTo(new There(first.digest())));
    }

    @Test
    void refusesATextOfAnotherDigestThanItWasSentWith() {
        PromptText sent = new PromptText(NAME, "1.2.0", Digest.of("something else"), text("1.2.0", "Plan."));

        assertThat(why(sent)).contains("has the digest " + Digest.of(sent.text()));
    }

    @Test
    void refusesATextThatStatesAnotherVersionThanItIsSentAs() {
        String text = text("1.2.0", "Plan.");

        assertThat(why(new PromptText(NAME, "1.3.0", Digest.of(text), text))).contains("states that it is", "@1.2.0");
        assertThat(why(new PromptText("builder/patch", "1.2.0", Digest.of(text), text)))
                .contains("states that it is " + NAME);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.2", "01.2.0", "1.2.0.0", "latest"})
    void refusesWhatIsNoSemanticVersion(String version) {
        String text = text(version, "Plan.");

        assertThat(why(new PromptText(NAME, "1.2.0", Digest.of(text), text))).contains("version", ":3:");
    }

    @Test
    void refusesWhatIsNoPromptAndTakesTheOthers() {
        String pipeline = "kind: builderos/pipeline@v1\n";

        assertThat(judge(
                        List.of(new PromptText(NAME, "1.0.0", Digest.of(pipeline), pipeline), sent("1.2.0", "Plan.")),
                        Map.of()))
                .satisfiesExactly(
                        wrong -> assertThat(wrong).isInstanceOf(Refused.class),
                        right -> assertThat(right).isInstanceOf(Fresh.class));
    }

    @Test
    void tellsWhatIsMissingFromWhatIsOtherwise() {
        Digest same = Digest.of("same");
        Digest here = Digest.of("here");
        Map<PromptKey, Digest> registered = Map.of(key("1.0.0"), same, key("1.1.0"), here);

        MissingPrompts found = PromptIntake.missing(
                List.of(
                        new PromptDigest(NAME, "1.0.0", same),
                        new PromptDigest(NAME, "1.1.0", Digest.of("there")),
                        new PromptDigest(NAME, "1.2.0", same)),
                registered);

        assertThat(found)
                .isEqualTo(new MissingPrompts(
                        List.of(key("1.2.0")), List.of(new PromptConflict(NAME, "1.1.0", here, "1.1.1"))));
    }

    private static String why(PromptText sent) {
        return judge(List.of(sent), Map.of()).stream()
                .map(Refused.class::cast)
                .map(Refused::why)
                .findFirst()
                .orElseThrow();
    }

    private static List<Verdict> judge(List<PromptText> sent, Map<PromptKey, Digest> registered) {
        return PromptIntake.judge(PromptIntake.read(sent), registered);
    }

    private static PromptKey key(String version) {
        return new PromptKey(NAME, version);
    }

    private static PromptText sent(String version, String words) {
        String text = text(version, words);
        return new PromptText(NAME, version, Digest.of(text), text);
    }

    private static String text(String version, String words) {
        return """
                kind: builderos/prompt@v1
                name: %s
                version: %s
                tags: [java]
                messages:
                  - system: %s
                """.formatted(NAME, version, words);
    }
}
