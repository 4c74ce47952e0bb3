package dev.builderos.runner.usecase;

import static org.assertj.core.api.Assertions.assertThat;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.ProjectId;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.StepId;
import dev.builderos.contracts.journal.FactRecord;
import dev.builderos.contracts.runner.RunAdvanced;
import dev.builderos.contracts.runner.RunState;
import dev.builderos.contracts.runner.RunSummary;
import dev.builderos.formats.Money;
import dev.builderos.runner.engine.Fact;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RunMetersTest {
    private static final Instant ADMITTED = Instant.parse("2026-11-30T09:00:00Z");
    private static final RunId RUN = new RunId(UUID.randomUUID().toString());

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @BeforeEach
    void register() {
        Metrics.addRegistry(registry);
    }

    @AfterEach
    void remove() {
        Metrics.removeRegistry(registry);
    }

    private static RunAdvanced news(@Nullable RunId replayOf, Fact... facts) {
        List<FactRecord> records = new ArrayList<>();
        for (Fact fact : facts) {
            records.add(FactRecord.chained(
                    records.size() + 1L,
                    ADMITTED.plusSeconds(90),
                    fact.type(),
                    1,
                    fact.body(),
                    records.isEmpty() ? FactRecord.GENESIS : records.getLast().hash()));
        }
        return new RunAdvanced(
                new OrgId("local"),
                RUN,
                new RunSummary(
                        RUN,
                        new ProjectId("shop"),
                        "test",
                        RunState.RUNNING,
                        "ann",
                        ADMITTED,
                        null,
                        facts.length,
                        null,
                        replayOf,
                        null),
                records);
    }

    private static Fact answered() {
        return answered("small", null);
    }

    private static Fact answered(String model, @Nullable Money cost) {
        Digest digest = Digest.of("x");
        return new Fact.ModelAnswered(new StepId("write"), 1, 1, model, digest, digest, 120, 30, "", List.of(), cost);
    }

    private double tokens(String direction) {
        var counter = registry.find("builderos.model.tokens")
                .tags("model", "small", "direction", direction)
                .counter();
        return counter == null ? 0 : counter.count();
    }

    private Timer succeeded() {
        return registry.get("builderos.run.duration")
                .tag("outcome", "succeeded")
                .timer();
    }

    @Test
    void countsWhatModelsReadAndWrote() {
        RunMeters.count(news(null, answered(), answered()));

        assertThat(tokens("input")).isEqualTo(240);
        assertThat(tokens("output")).isEqualTo(60);
    }

    @Test
    void countsWhatModelsWerePaid() {
        RunMeters.count(news(
                null,
                answered("openai:m", Money.of("0.02 EUR")),
                answered("openai:m", Money.of("0.5 EUR")),
                answered("openai:m", null)));

        assertThat(registry.get("builderos.model.cost")
                        .tags("currency", "EUR", "provider", "openai", "model", "openai:m")
                        .counter()
                        .count())
                .isEqualTo(0.52);
    }

    @Test
    void tellsOnlySoManyModelsApart() {
        ModelLabels labels = new ModelLabels();
        for (int i = 0; i < ModelLabels.MOST; i++) {
            assertThat(labels.of("openai:m" + i)).isEqualTo("openai:m" + i);
        }

        assertThat(labels.of("openai:one-more")).isEqualTo(ModelLabels.OTHER);
        assertThat(labels.of("openai:m0")).isEqualTo("openai:m0");
    }

    @Test
    void measuresARunFromItsAdmissionToItsEnd() {
        long before = succeeded().count();

        RunMeters.count(news(null, new Fact.RunSucceeded(null)));

        assertThat(succeeded().count()).isEqualTo(before + 1);
        assertThat(succeeded().max(TimeUnit.SECONDS)).isEqualTo(90);
    }

    @Test
    void leavesReplaysOut() {
        RunMeters.count(news(new RunId(UUID.randomUUID().toString()), answered()));

        assertThat(tokens("input")).isZero();
    }

    @Test
    void noRunAndNoOrgIsInALabel() {
        RunMeters.count(news(null, answered(), new Fact.RunSucceeded(null)));

        assertThat(registry.getMeters())
                .isNotEmpty()
                .allSatisfy(meter -> assertThat(meter.getId().getTags().toString())
                        .doesNotContain(RUN.value())
                        .doesNotContain("local"));
    }
}
