package dev.builderos.runner.steps;

import dev.builderos.runner.engine.Cassette;
import dev.builderos.runner.engine.Fact;
import dev.builderos.runner.engine.Replayed;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * An attempt that does what one on record did, and is compared with it.
 *
 * @param of the run that is replayed
 * @param take the attempt on record
 */
record Replaying(Replayed of, Cassette.Take take) {
    /** What fails for these reasons failed because of the world, which is not there now. */
    private static final Set<String> FROM_OUTSIDE = Set.of("infrastructure", "transient", "rate_limit", "timeout");

    /** Whether the attempt on record came to its end; else it was stopped there, and will be here. */
    boolean ended() {
        return take.succeeded() != null || take.failed() != null;
    }

    /** The outcome as it is to be concluded: that of the world is the one on record, any other has to be. */
    StepOutcome judged(StepOutcome outcome) {
        Fact.StepFailed failed = take.failed();
        if (failed != null && FROM_OUTSIDE.contains(failed.failureClass())) {
            return new StepOutcome.Failed(failed.failureClass(), failed.message());
        }
        return switch (outcome) {
            case StepOutcome.Failed now -> {
                if (now.failureClass().equals("infrastructure")) {
                    yield now; // it says nothing about the work
                }
                if (failed == null) {
                    throw new Diverged("outcome", "succeeded", said(now.failureClass(), now.message()));
                }
                if (!failed.failureClass().equals(now.failureClass())) {
                    throw new Diverged(
                            "outcome",
                            said(failed.failureClass(), failed.message()),
                            said(now.failureClass(), now.message()));
                }
                yield now;
            }
            case StepOutcome.Suspended ignored -> outcome;
            case StepOutcome.Merged ignored -> succeeded(outcome, failed);
            case StepOutcome.Succeeded ignored -> succeeded(outcome, failed);
        };
    }

    private static StepOutcome succeeded(StepOutcome outcome, Fact.@Nullable StepFailed failed) {
        if (failed != null) {
            throw new Diverged("outcome", said(failed.failureClass(), failed.message()), "succeeded");
        }
        return outcome;
    }

    private static String said(String failureClass, String message) {
        return "failed (" + failureClass + "): " + message;
    }

    private Fact.StepSucceeded succeeded() {
        return Objects.requireNonNull(take.succeeded(), "judged to have succeeded");
    }

    /** What the attempt left must be what the one on record did. */
    void compare(Map<String, String> outputs, List<Fact.StepSucceeded.Artifact> artifacts, String tree) {
        Fact.StepSucceeded was = succeeded();
        compare("output.", was.outputs(), outputs);
        compare("artifact.", digests(was.artifacts()), digests(artifacts));
        if (was.tree() != null && !was.tree().equals(tree)) {
            throw new Diverged("tree", was.tree(), tree);
        }
    }

    static void compare(String prefix, Map<String, String> was, Map<String, String> is) {
        TreeSet<String> names = new TreeSet<>(was.keySet());
        names.addAll(is.keySet());
        for (String name : names) {
            if (!Objects.equals(was.get(name), is.get(name))) {
                throw new Diverged(prefix + name, was.get(name), is.get(name));
            }
        }
    }

    private static Map<String, String> digests(List<Fact.StepSucceeded.Artifact> artifacts) {
        Map<String, String> digests = new HashMap<>();
        artifacts.forEach(
                artifact -> digests.put(artifact.name(), artifact.digest().value()));
        return digests;
    }

    /** Whether what it did to the workspace is taken from the record, and not done. */
    boolean isTaken() {
        return take.reachedOut();
    }

    /** What the attempt on record left, if it came that far. */
    Optional<Fact.StepSucceeded> left() {
        return Optional.ofNullable(take.succeeded());
    }

    /** The commit the attempt on record left; null when it left none. */
    @Nullable
    String commit() {
        return succeeded().commit();
    }
}
