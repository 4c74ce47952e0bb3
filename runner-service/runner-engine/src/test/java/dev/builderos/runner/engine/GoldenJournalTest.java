package dev.builderos.runner.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.builderos.contracts.ContractJson;
import dev.builderos.contracts.Digest;
import dev.builderos.contracts.journal.FactRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Journals that were recorded once and must mean the same for ever. {@code -Dgolden.update=true} writes down anew what they
 * mean; the journals themselves never change.
 */
class GoldenJournalTest {
    static final Path JOURNALS = Path.of("src/test/resources/journals/v1");

    /** What is in the file: the plan of the run and all its facts. */
    record Recorded(Plan plan, List<FactRecord> facts) {
        Recorded {
            facts = List.copyOf(facts);
        }
    }

    static Stream<String> names() {
        return Stream.of(
                "plain", "lanes-approval-retry", "steered-expanded-reopened", "forked-cached", "replayed-diverged");
    }

    static Recorded read(String name) throws IOException {
        return ContractJson.read(Files.readAllBytes(JOURNALS.resolve(name + ".json")), Recorded.class);
    }

    @ParameterizedTest
    @MethodSource("names")
    void meansTheSameForEver(String name) throws IOException {
        Recorded recorded = read(name);
        RunFold fold = new RunFold(recorded.plan());
        Digest last = FactRecord.GENESIS;
        for (FactRecord entry : recorded.facts()) {
            assertThat(entry.intact())
                    .as("fact %s is as it was written", entry.seq())
                    .isTrue();
            assertThat(entry.prev()).isEqualTo(last);
            last = entry.hash();
            fold.apply(FactCodec.read(entry), entry.at());
        }

        String state = ReadableState.of(fold);

        Path golden = JOURNALS.resolve(name + ".state.txt");
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(golden, state);
        }
        assertThat(golden).as("run with -Dgolden.update=true to write it").exists();
        assertThat(state).isEqualTo(Files.readString(golden));
    }
}
