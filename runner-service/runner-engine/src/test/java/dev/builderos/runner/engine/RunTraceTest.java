package dev.builderos.runner.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.builderos.contracts.RunId;
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
import org.junit.jupiter.params.provider.MethodSource;

class RunTraceTest {
    private static final RunId RUN = new RunId("0192f3a1-7b2c-7000-8000-000000000001");

    @Test
    void theTraceIsNamedAsTheRunIs() {
        assertThat(RunTrace.id(RUN)).isEqualTo("0192f3a17b2c70008000000000000001");
    }

    @ParameterizedTest
    @MethodSource("dev.builderos.runner.engine.GoldenJournalTest#names")
    void everySpanLiesInTheOneItIsPartOf(String name) throws IOException {
        List<RunSpan> spans = RunTrace.of(RUN, GoldenJournalTest.read(name).facts());

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
        assertThat(RunTrace.of(RUN, GoldenJournalTest.read(name).facts()))
                .as("read again")
                .isEqualTo(spans);
    }

    @ParameterizedTest
    @MethodSource("dev.builderos.runner.engine.GoldenJournalTest#names")
    void meansTheSameForEver(String name) throws IOException {
        List<String> lines = new ArrayList<>();
        List<RunSpan> spans = RunTrace.of(RUN, GoldenJournalTest.read(name).facts());
        Map<String, String> names = new HashMap<>();
        spans.forEach(span -> names.put(span.id(), span.name()));
        for (RunSpan span : spans) {
            lines.add(span.name() + " in " + names.getOrDefault(span.parent(), "nothing")
                    + (span.error() == null ? "" : " failed: " + span.error()));
            new TreeMap<>(span.attributes()).forEach((key, value) -> lines.add("  " + key + " = " + value));
            span.events().forEach(event -> lines.add("  * " + event.name() + " " + new TreeMap<>(event.attributes())));
        }
        Path golden = GoldenJournalTest.JOURNALS.resolve(name + ".trace.txt");
        if (Boolean.getBoolean("golden.update")) {
            Files.write(golden, lines);
        }
        assertThat(golden).as("run with -Dgolden.update=true to write it").exists();
        assertThat(lines).isEqualTo(Files.readAllLines(golden));
    }
}
