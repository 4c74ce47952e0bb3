package dev.builderos.formats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClosestTest {

    @ParameterizedTest
    @CsvSource({"retrys,retries", "maxParallel,max_parallel", "biuld,build", "NEEDS,needs", "tmeout,timeout"})
    void findsTheWordThatWasMeant(String word, String meant) {
        assertThat(Closest.to(word, List.of("retries", "max_parallel", "build", "needs", "timeout")))
                .isEqualTo(meant);
    }

    @ParameterizedTest
    @CsvSource({"x", "build-everything", "zzzzz"})
    void suggestsNothingFarFetched(String word) {
        assertThat(Closest.to(word, List.of("a", "build", "needs"))).isNull();
    }

    @Test
    void comparesNoEndlessWords() {
        assertThat(Closest.to("a".repeat(81), List.of("a".repeat(80)))).isNull();
    }
}
