package dev.builderos.contracts.runner;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What two runs have otherwise, and where it began.
 *
 * @param first null when nothing differs but time and tokens
 * @param differences of the runs as a whole
 * @param steps all steps, in the order of the first run; those that only the second has at the end
 */
public record RunDifferences(
        RunSide run,
        RunSide other,
        @Nullable Divergence first,
        List<Difference> differences,
        List<StepDifferences> steps) {
    public RunDifferences {
        differences = List.copyOf(differences);
        steps = List.copyOf(steps);
    }
}
