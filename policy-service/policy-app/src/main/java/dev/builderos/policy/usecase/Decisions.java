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
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The decisions that were made. Read within a transaction only; recording one is a transaction of its own. */
public interface Decisions {
    /**
     * Records a decision unless there is one about this call and effect; committed when it answers.
     *
     * @param shadow what a shadow policy says; null where there is none
     * @return the one that stands
     */
    Uni<Decision> record(JudgedCall call, Decision decision, @Nullable Decision shadow);

    /** The same, and together with it, where there was none, an entry of the audit log that says this. */
    Uni<Decision> recordAudited(
            JudgedCall call, Decision decision, @Nullable Decision shadow, String kind, Map<String, ?> what);

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
