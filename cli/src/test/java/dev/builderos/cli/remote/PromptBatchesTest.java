package dev.builderos.cli.remote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.builderos.gateway.api.PromptVersionEntry;
import dev.builderos.gateway.api.RemoteClient;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PromptBatchesTest {
    @Test
    void bringsAnOlderVersionBeforeANewerOne() {
        List<PromptVersionEntry> versions = Stream.of("1.10.0", "1.2.0", "2.0.0", "2.0.0-rc.1", "1.2.0-beta")
                .map(version -> entry("builder/plan", version, 1))
                .toList();

        assertThat(PromptBatches.ordered(versions))
                .extracting(PromptVersionEntry::version)
                .containsExactly("1.2.0-beta", "1.2.0", "1.10.0", "2.0.0-rc.1", "2.0.0");
    }

    @Test
    void bringsOnePromptAfterAnother() {
        assertThat(PromptBatches.ordered(
                        List.of(entry("b/b", "1.0.0", 1), entry("a/a", "2.0.0", 1), entry("a/a", "1.0.0", 1))))
                .extracting(one -> one.name() + "@" + one.version())
                .containsExactly("a/a@1.0.0", "a/a@2.0.0", "b/b@1.0.0");
    }

    @Test
    void fillsABatchUpToItsBytesAndItsNumber() {
        int half = PromptBatches.BYTES / 2;

        assertThat(PromptBatches.of(Stream.of(half, half, 1, PromptBatches.BYTES, 1)
                        .map(bytes -> entry("a/a", "1.0.0", bytes))
                        .toList()))
                .extracting(List::size)
                .containsExactly(2, 1, 1, 1);
        assertThat(PromptBatches.of(IntStream.rangeClosed(0, RemoteClient.PROMPTS_AT_ONCE)
                        .mapToObj(n -> entry("a/a", "1.0." + n, 1))
                        .toList()))
                .extracting(List::size)
                .containsExactly(RemoteClient.PROMPTS_AT_ONCE, 1);
    }

    @Test
    void leavesNothingOut() {
        assertThat(PromptBatches.of(List.of())).isEmpty();
        assertThat(PromptBatches.of(List.of(entry("a/a", "1.0.0", Integer.MAX_VALUE))))
                .containsExactly(List.of(entry("a/a", "1.0.0", Integer.MAX_VALUE)));
    }

    private static PromptVersionEntry entry(String name, String version, int bytes) {
        return new PromptVersionEntry(name, version, "sha256:" + "0".repeat(64), bytes);
    }
}
