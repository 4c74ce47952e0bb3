package dev.builderos.registry.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.builderos.formats.SemVer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PromptVersionTest {
    @ParameterizedTest
    @CsvSource({
        "1.0.0, 1.0.0, 1.0.1",
        "1.0.0, 1.0.0 1.0.1 1.2.9, 1.2.10",
        "1.9.0, 1.9.0 1.10.0, 1.10.1",
        "2.0.0-rc.1, 2.0.0-rc.1, 2.0.0"
    })
    void namesTheSmallestVersionAboveAllThatAreTaken(String wanted, String taken, String next) {
        List<SemVer> versions = Arrays.stream(taken.split(" ")).map(SemVer::new).toList();

        assertThat(PromptVersion.next(new SemVer(wanted), versions)).isEqualTo(new SemVer(next));
    }
}
