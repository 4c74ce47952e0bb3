package dev.builderos.runner.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.builderos.contracts.ContractJson;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.journal.FactRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunTraceTest {
    private static final Path JOURNALS = Path.of("src/test/resources/journals/v1");
    private static final RunId RUN = new RunId("0192f3a1-7b2c-7000-8000-000000000001");

    @Test
    void theTraceIsNamedAsTheRunIs() {
        assertThat(RunTrace.id(RUN)).isEqualTo("0192f3a17b2c70008000000000000001");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain",
                "lanes-approval-retry",
                "steered-expanded-reopened",
                "forked-cached",
                "replayed-diverged"
            })
    void everySpanLiesInTheOneItIsPartOf(String name) throws IOException {
        List<RunSpan> spans = RunTrace.of(RUN, journal(name));

        Map<String, RunSpan> byId = new HashMap<>();
        spans.forEach(
                span -> assertThat(byId.put(span.id(), span)).as(span.name()).isNull());
        Set<String> roots = new HashSet<>();
        for (RunSpan span : spans) {
            assertThat(span.end()).isAfterOrEqualTo(span.start());
            if (span.parent() == null) {
                roots.add(span.name());
            } else {
                RunSpan outer = byId.get(span.parent());
                assertThat(outer).as(span.name()).isNotNull();
                assertThat(outer.start()).as(span.name()).isBeforeOrEqualTo(span.start());
                assertThat(outer.end()).as(span.name()).isAfterOrEqualTo(span.end());
            }
        }
        assertThat(roots).hasSize(1);
        assertThat(RunTrace.of(RUN, journal(name))).as("read again").isEqualTo(spans);
    }

    @ParameterizedTest
    @ValueSource(strings = {"lanes-approval-retry", "steered-expanded-reopened", "forked-cached"})
    void meansTheSameForEver(String name) throws IOException {
        List<String> lines = new ArrayList<>();
        List<RunSpan> spans = RunTrace.of(RUN, journal(name));
        Map<String, String> names = new HashMap<>();
        spans.forEach(span -> names.put(span.id(), span.name()));
        for (RunSpan span : spans) {
            lines.add(span.name() + " in " + names.getOrDefault(span.parent(), "nothing")
                    + (span.error() == null ? "" : " failed: " + span.error()));
            new TreeMap<>(span.attributes()).forEach((key, value) -> lines.add("  " + key + " = " + value));
            span.events().forEach(event -> lines.add("  * " + event.name() + " " + new TreeMap<>(event.attributes())));
        }
        Path golden = JOURNALS.resolve(name + ".trace.txt");
        if (Boolean.getBoolean("golden.update")) {
            Files.write(golden, lines);
        }
        assertThat(golden).as("run with -Dgolden.update=true to write it").exists();
        assertThat(lines).isEqualTo(Files.readAllLines(golden));
    }

    private static List<FactRecord> journal(String name) throws IOException {
        return ContractJson.read(Files.readAllBytes(JOURNALS.resolve(name + ".json")), GoldenJournalTest.Recorded.class)
                .facts();
    }
}
