package dev.builderos.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WordsTest {

    @ParameterizedTest
    @CsvSource({"30s,PT30S", "5m,PT5M", "1h30m,PT1H30M", "24h,PT24H", "2d,PT48H", "500ms,PT0.5S", "1m500ms,PT1M0.5S"})
    void readsDurations(String text, Duration duration) {
        assertThat(Words.duration(text)).contains(duration);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0s", "5", "m", "5 m", "-5m", "30m1h", "1.5h", "PT5M", "5M", "99999999999s"})
    void refusesOtherDurations(String text) {
        assertThat(Words.duration(text)).isEmpty();
    }

    @Test
    void readsMoneyAndTakesEqualAmountsForEqual() {
        assertThat(Money.parse("5 USD")).contains(new Money(new BigDecimal("5.000"), Currency.getInstance("USD")));
        assertThat(Money.parse("0.000125 EUR")).get().hasToString("0.000125 EUR");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "5", "USD 5", "5.00 usd", "5.00USD", "-5.00 USD", "5.0000001 USD", "5.00 ZZZ", "1e3 USD"})
    void refusesOtherMoney(String text) {
        assertThat(Money.parse(text)).isEmpty();
    }

    @Test
    void addsMoneyOfOneCurrencyOnly() {
        // Given
        Money cents = Money.of("0.05 USD");

        // Then
        assertThat(cents.plus(Money.of("1.000001 USD"))).hasToString("1.050001 USD");
        assertThat(cents.isAtLeast(Money.of("0.05 USD"))).isTrue();
        assertThat(cents.isAtLeast(Money.of("0.050001 USD"))).isFalse();
        assertThatThrownBy(() -> cents.plus(Money.of("1.00 EUR"))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> cents.isAtLeast(Money.of("1.00 EUR"))).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "3.00,15.00,1000000,1000000,18.00 USD",
        "3.00,15.00,1200,300,0.0081 USD",
        "0.15,0.60,1,0,0.000001 USD", // a part of a millionth is a whole one
        "0.15,0.60,7,1,0.000002 USD",
        "3.00,15.00,0,0,0.00 USD",
        "0,0,5000,5000,0.00 USD",
        "999999999999,1,2000000000,0,1999999999998000.00 USD"
    })
    void countsWhatAnAnswerCosts(String input, String output, long in, long out, String cost) {
        // Given
        TokenPrice price = new TokenPrice(Money.of(input + " USD"), Money.of(output + " USD"));

        // When
        Money answer = price.cost(in, out);

        // Then
        assertThat(answer).hasToString(cost);
        assertThat(Money.of(answer.toString())).isEqualTo(answer);
    }

    @ParameterizedTest
    @CsvSource({"1.2.0,1,2,0,false", "0.0.1,0,0,1,false", "2.0.0-rc.1,2,0,0,true", "1.0.0+b5,1,0,0,false"})
    void readsVersions(String text, int major, int minor, int patch, boolean preRelease) {
        // When
        SemVer version = SemVer.parse(text).orElseThrow();

        // Then
        assertThat(version.major()).isEqualTo(major);
        assertThat(version.minor()).isEqualTo(minor);
        assertThat(version.patch()).isEqualTo(patch);
        assertThat(version.isPreRelease()).isEqualTo(preRelease);
        assertThat(version).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "1", "1.0", "v1.0.0", "01.0.0", "1.0.0.0", " 1.0.0", "1.0.0-", "1.0.0-01", "99999999999.0.0"
            })
    void refusesOtherVersions(String text) {
        assertThat(SemVer.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "^1,1.0.0,true",
        "^1,1.9.9,true",
        "^1,2.0.0,false",
        "^0.2,0.2.7,true",
        "^0.2,0.3.0,false",
        "~1.2,1.2.9,true",
        "~1.2,1.3.0,false",
        "1.2.0,1.2.0,true",
        "1.2.0,1.2.1,false",
        ">=1 <2,1.5.0,true",
        ">=1 <2,2.0.0,false",
        ">=1 <2,0.9.9,false",
        "*,7.0.0,true",
        "*,7.0.0-rc.1,false",
        "^1,1.1.0-rc.1,false",
        "1,1.4.0,true"
    })
    void acceptsVersionsAsTheirRangeSays(String range, String version, boolean accepted) {
        assertThat(new VersionRange(range).accepts(new SemVer(version))).isEqualTo(accepted);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "latest", "^", "^1 ||", "1.2.3.4", "> =1", ">=1  <2", "1 2 3 4 5", "^01"})
    void refusesOtherRanges(String text) {
        assertThat(VersionRange.parse(text)).isEmpty();
    }

    @Test
    void refusesAVersionLongerThanAnyIs() {
        assertThat(SemVer.parse("1.0.0-" + "a".repeat(SemVer.MAX_LENGTH - 6))).isPresent();
        assertThat(SemVer.parse("1.0.0-" + "a".repeat(SemVer.MAX_LENGTH - 5))).isEmpty();
    }

    @Test
    void refusesNegativeMoney() {
        assertThatThrownBy(() -> new Money(new BigDecimal("-0.01"), Currency.getInstance("USD")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void keepsTheTextOfAFileOutOfLogs() {
        assertThat(new SourceText("a.yaml", "secret")).hasToString("SourceText[a.yaml]");
    }

    @Test
    void findsTheNewestAcceptedVersion() {
        // Given
        List<SemVer> versions = List.of(new SemVer("1.9.0"), new SemVer("1.10.0"), new SemVer("2.0.0"));

        // When
        Optional<SemVer> newest = new VersionRange("^1").newest(versions);

        // Then
        assertThat(newest).contains(new SemVer("1.10.0"));
    }

    @Test
    void readsReferences() {
        assertThat(PromptReference.parse("builder/plan@^1"))
                .contains(new PromptReference("builder/plan", new VersionRange("^1")));
        assertThat(DeskReference.parse("java-service@1.2.0"))
                .contains(new DeskReference("java-service", new SemVer("1.2.0")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"builder/plan", "plan@^1", "builder/plan@latest", "Builder/plan@1", "@1", "a/b@"})
    void refusesOtherReferences(String text) {
        assertThat(PromptReference.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"java-service", "java-service@^1", "@1.0.0", "A@1.0.0"})
    void refusesDesksWithoutAnExactVersion(String text) {
        assertThat(DeskReference.parse(text)).isEmpty();
    }
}
