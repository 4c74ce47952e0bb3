package dev.builderos.policy.usecase;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.StepId;
import dev.builderos.contracts.effect.Decision;
import dev.builderos.policy.domain.JudgedCall;
import dev.builderos.policy.domain.PastDecision;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The decisions that were made. Within a transaction only, but for what stands alone. */
public interface Decisions {
    /**
     * Records a decision unless there is one about this call and effect; gives the one that stands.
     *
     * @param shadow what a shadow policy says; null where there is none
     */
    Uni<Recorded> recordOnce(JudgedCall call, Decision decision, @Nullable Decision shadow);

    /**
     * The same of a decision with which nothing else is written, committed when it answers. It takes one statement and no
     * transaction of the caller.
     */
    Uni<Decision> recordAlone(JudgedCall call, Decision decision, @Nullable Decision shadow);

    /** The decision that stands. */
    sealed interface Recorded {
        Decision decision();
    }

    /** It was recorded just now. */
    record First(Decision decision) implements Recorded {}

    /** It was there. */
    record Known(Decision decision) implements Recorded {}

    /** Which decisions are meant. */
    sealed interface Which {
        /** Those about effects of a project, by its name, not made before. */
        record OfProject(String project, Instant since) implements Which {}

        /** What runs were allowed to do, or asked for. */
        record PermittedIn(List<RunId> runs) implements Which {
            public PermittedIn {
                runs = List.copyOf(runs);
            }
        }
    }

    /** Decisions in the order in which they were made: at most {@code limit}, after one of them. */
    Uni<List<PastDecision>> page(OrgId org, Which which, @Nullable PastDecision after, int limit);

    /** How many decisions of the org do not say what they were made of. */
    Uni<Long> countWithoutEffect(OrgId org, Instant since);

    /** The decision about an effect of a step, if its row says what it was made of. */
    Uni<Optional<PastDecision>> about(OrgId org, RunId run, StepId step, Digest effect);
}
