package dev.builderos.runner.steps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.StepId;
import dev.builderos.redaction.KnownSecrets;
import dev.builderos.runner.steps.LogFilter.Extent;
import dev.builderos.runner.steps.LogFilter.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Lines stay lines when secrets are taken out of them. */
class LogRedactionTest {
    private static final String SECRET = "s3cret-größe";

    private final KnownSecrets secrets = KnownSecrets.of(Map.of("KEY", SECRET, "TWO", "first line\nsecond"));
    private final LogFilter.Pass pass = new LogRedaction(secrets)
            .open(new OrgId("acme"), new RunId("0192f3a1-7b2c-7000-8000-000000000000"), new StepId("work"));

    private static Text line(String text) {
        return new Text("out", text, Extent.LINE);
    }

    private static Text piece(String text) {
        return new Text("out", text, Extent.PIECE);
    }

    private List<Text> all(Text... texts) {
        List<Text> passed = new ArrayList<>();
        for (Text text : texts) {
            passed.addAll(pass.pass(text));
        }
        passed.addAll(pass.rest());
        return passed;
    }

    @Test
    void takesASecretOutOfALineAndLeavesTheOthers() {
        Text harmless = line("all is well");

        assertThat(pass.pass(harmless)).singleElement().isSameAs(harmless);
        assertThat(pass.pass(line("the key is " + SECRET + "!"))).containsExactly(line("the key is [redacted:KEY]!"));
        assertThat(pass.pass(line(""))).containsExactly(line(""));
    }

    @Test
    void takesASecretOutThatIsCutByAPiece() {
        assertThat(all(piece("long " + SECRET.substring(0, 5)), line(SECRET.substring(5) + " end")))
                .containsExactly(piece("long "), line("[redacted:KEY] end"));
    }

    @Test
    void makesOneLineOfASecretThatHasTwo() {
        assertThat(all(line("> first line"), line("second <"), line("next")))
                .containsExactly(line("> [redacted:TWO] <"), line("next"));
    }

    @Test
    void takesOutWhatIsLearntWhileTheStreamIsOpenAndLosesNothing() {
        List<Text> passed = new ArrayList<>(pass.pass(line("before")));
        passed.addAll(pass.pass(piece("half of " + SECRET.substring(0, 6))));

        secrets.learn("LATER", "known-since-now");
        passed.addAll(pass.pass(line(" and known-since-now.")));
        passed.addAll(pass.rest());

        assertThat(passed.stream().map(Text::text).reduce("", String::concat))
                .isEqualTo("before" + "half of " + SECRET.substring(0, 6) + " and [redacted:LATER].");
    }

    @Test
    void keepsStreamsApart() {
        Text error = new Text("err", "in between", Extent.LINE);

        assertThat(pass.pass(piece(SECRET.substring(0, 8)))).isEmpty();
        assertThat(pass.pass(error)).containsExactly(error);
        assertThat(pass.pass(line(SECRET.substring(8)))).containsExactly(line("[redacted:KEY]"));
    }

    @Test
    void givesWhatWasHeldBackForNothing() {
        assertThat(all(line("begins s3cret-gr"), piece("and ends s3cret-grö")))
                .containsExactly(line("begins s3cret-gr"), piece("and ends "), line("s3cret-grö"));
    }
}
