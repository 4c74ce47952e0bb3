package dev.builderos.benchmarks.engine;

import dev.builderos.runner.engine.Plan;
import dev.builderos.runner.engine.PlanRequest;
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

/** How long it takes from the text of a pipeline to its plan. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class PlanBenchmark {
    private final PlanRequest three = Journals.sequential(3);
    private final PlanRequest thousand = Journals.sequential(1_000);
    private final PlanRequest tenThousand = Journals.sequential(10_000);
    private final PlanRequest lanes = Journals.parallel(10_000);

    @Benchmark
    public Plan threeSteps() {
        return Journals.plan(three);
    }

    @Benchmark
    public Plan thousandStepsInARow() {
        return Journals.plan(thousand);
    }

    @Benchmark
    public Plan tenThousandStepsInARow() {
        return Journals.plan(tenThousand);
    }

    @Benchmark
    public Plan tenThousandStepsBesideEachOther() {
        return Journals.plan(lanes);
    }
}
