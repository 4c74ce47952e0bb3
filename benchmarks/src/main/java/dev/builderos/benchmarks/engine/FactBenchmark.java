package dev.builderos.benchmarks.engine;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.StepId;
import dev.builderos.contracts.journal.FactRecord;
import dev.builderos.runner.engine.Fact;
import dev.builderos.runner.engine.FactCodec;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Facts put into the form of the journal, with their link to the one before, and read back, per second. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class FactBenchmark {
    private final Fact fact = new Fact.StepSucceeded(
            new StepId("generate"),
            1,
            Map.of("url", "http://localhost:8080"),
            List.of(new Fact.StepSucceeded.Artifact("plan.md", Digest.of("plan"), 812)),
            "0123456789012345678901234567890123456789",
            "9876543210987654321098765432109876543210",
            1_200,
            Digest.of("log"));
    private final FactRecord entry =
            FactRecord.chained(7, Journals.AT, fact.type(), 1, fact.body(), FactRecord.GENESIS);

    @Benchmark
    public FactRecord written() {
        return FactRecord.chained(7, Journals.AT, fact.type(), 1, fact.body(), FactRecord.GENESIS);
    }

    @Benchmark
    public Fact readAndChecked() {
        if (!entry.intact()) {
            throw new IllegalStateException("the fact is not as it was written");
        }
        return FactCodec.read(entry);
    }
}
