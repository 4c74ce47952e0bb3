package dev.builderos.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class InstantTextTest {
    static Stream<Instant> corners() {
        return Stream.of(
                Instant.EPOCH,
                Instant.parse("1969-12-31T23:59:59.999Z"),
                Instant.parse("2024-02-29T12:00:00.001Z"),
                Instant.parse("0000-01-01T00:00:00.100Z"),
                Instant.parse("9999-12-31T23:59:59.999Z"),
                Instant.parse("+10000-01-01T00:00:00.001Z"),
                Instant.parse("-0001-12-31T00:00:00.001Z"),
                Instant.parse("2026-11-22T10:00:00.000001Z"),
                Instant.parse("2026-11-22T10:00:00.000000001Z"));
    }

    @ParameterizedTest
    @MethodSource("corners")
    void writesWhatTheInstantCallsItself(Instant instant) {
        assertThat(ContractJson.tree(instant).asText()).isEqualTo(instant.toString());
    }

    @Test
    void writesWhatAnyInstantOfThisMillenniumCallsItself() {
        Random random = new Random(7);
        assertThat(Stream.generate(() -> Instant.ofEpochMilli(random.nextLong(32_000_000_000_000L)))
                        .limit(10_000))
                .allSatisfy(instant ->
                        assertThat(ContractJson.tree(instant).asText()).isEqualTo(instant.toString()));
    }
}
