package dev.builderos.redaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class KnownSecretsTest {
    @Test
    void takesOutWhatItLearns() {
        KnownSecrets secrets = KnownSecrets.of(Map.of("FIRST", "first-secret"));
        String text = "first-secret second-secret";
        assertThat(secrets.redact(text)).isEqualTo("[redacted:FIRST] second-secret");

        secrets.learn("SECOND", "second-secret");

        assertThat(secrets.redact(text)).isEqualTo("[redacted:FIRST] [redacted:SECOND]");
    }

    @Test
    void aValueThatWasReplacedIsStillTakenOut() {
        KnownSecrets secrets = KnownSecrets.of(Map.of());
        secrets.learn("KEY", "the-old-value");
        secrets.learn("KEY", "the-new-value");

        assertThat(secrets.redact("the-old-value the-new-value")).doesNotContain("value");
    }

    @Test
    void whatItKnowsItDoesNotLearnAgain() {
        KnownSecrets secrets = KnownSecrets.of(Map.of("KEY", "the-old-value"));
        Redactor before = secrets.redactor();

        secrets.learn("OTHER", "the-old-value");

        assertThat(secrets.redactor()).isSameAs(before);
    }

    @Test
    void ofMoreThanItKeepsTheOldestLearntOneIsForgottenAndNoGivenOne() {
        KnownSecrets secrets = KnownSecrets.of(Map.of("GIVEN", "given-from-the-start"));
        secrets.learn("OLDEST", "the-oldest-value");

        for (int i = 0; i < KnownSecrets.MOST; i++) {
            secrets.learn("KEY", "value-number-%04d".formatted(i));
        }

        assertThat(secrets.redact("given-from-the-start")).isEqualTo("[redacted:GIVEN]");
        assertThat(secrets.redact("value-number-0000")).doesNotContain("number");
        assertThat(secrets.redact("the-oldest-value")).isEqualTo("the-oldest-value");
    }

    @Test
    void aValueThatIsTooShortIsRefusedAndNothingIsForgotten() {
        KnownSecrets secrets = KnownSecrets.of(Map.of("KEY", "the-old-value"));

        assertThatThrownBy(() -> secrets.learn("SHORT", "1234567")).hasMessageContaining("SHORT");

        assertThat(secrets.redact("the-old-value")).isEqualTo("[redacted:KEY]");
        secrets.learn("NEXT", "the-next-value");
        assertThat(secrets.redact("the-next-value")).as("learning goes on").isEqualTo("[redacted:NEXT]");
    }

    @Test
    void aValueThatReplacesAGivenOneTakesNothingFromIt() {
        KnownSecrets secrets = KnownSecrets.of(Map.of("KEY", "the-given-value"));

        secrets.learn("KEY", "the-new-value");

        assertThat(secrets.redact("the-given-value the-new-value")).doesNotContain("value");
    }
}
