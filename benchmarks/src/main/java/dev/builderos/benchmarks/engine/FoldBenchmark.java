package dev.builderos.benchmarks.engine;

import dev.builderos.runner.engine.Fact;
import dev.builderos.runner.engine.Plan;
import dev.builderos.runner.engine.RunFold;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Facts folded per second, the state of the run asked for after each, as the journal does. One operation is one fact. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class FoldBenchmark {
    private static final int FACTS_OF_3 = 9;
    private static final int FACTS_OF_1_000 = 2_003;
    private static final int FACTS_OF_10_000 = 20_003;
    private static final int FACTS_OF_10_000_LANES = 20_005;

    private final Recorded three = new Recorded(Journals.plan(Journals.sequential(3)), FACTS_OF_3);
    private final Recorded thousand = new Recorded(Journals.plan(Journals.sequential(1_000)), FACTS_OF_1_000);
    private final Recorded tenThousand = new Recorded(Journals.plan(Journals.sequential(10_000)), FACTS_OF_10_000);
    private final Recorded lanes = new Recorded(Journals.plan(Journals.parallel(10_000)), FACTS_OF_10_000_LANES);

    /** A run that is over. */
    private record Recorded(Plan plan, List<Fact> facts) {
        Recorded(Plan plan, int expected) {
            this(plan, Journals.facts(plan));
            if (facts.size() != expected) {
                throw new IllegalStateException("the journal has " + facts.size() + " facts, not " + expected);
            }
        }

        int fold() {
            RunFold fold = new RunFold(plan);
            int seen = 0;
            for (Fact fact : facts) {
                fold.apply(fact, Journals.AT);
                seen += fold.state().terminal() ? 1 : fold.pendingApprovals().size();
            }
            return seen;
        }
    }

    @Benchmark
    @OperationsPerInvocation(FACTS_OF_3)
    public int threeSteps() {
        return three.fold();
    }

    @Benchmark
    @OperationsPerInvocation(FACTS_OF_1_000)
    public int thousandStepsInARow() {
        return thousand.fold();
    }

    @Benchmark
    @OperationsPerInvocation(FACTS_OF_10_000)
    public int tenThousandStepsInARow() {
        return tenThousand.fold();
    }

    @Benchmark
    @OperationsPerInvocation(FACTS_OF_10_000_LANES)
    public int tenThousandStepsBesideEachOther() {
        return lanes.fold();
    }
}
