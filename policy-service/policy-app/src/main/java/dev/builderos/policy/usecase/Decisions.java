package dev.builderos.policy.usecase;

import dev.builderos.contracts.effect.Decision;
import dev.builderos.policy.domain.JudgedCall;
import io.smallrye.mutiny.Uni;

/** The decisions that were made. Within a transaction only. */
public interface Decisions {
    /** Records a decision unless there is one about this call and effect; gives the one that stands. */
    Uni<Recorded> recordOnce(JudgedCall call, Decision decision);

    /** The decision that stands. */
    sealed interface Recorded {
        Decision decision();
    }

    /** It was recorded just now. */
    record First(Decision decision) implements Recorded {}

    /** It was there. */
    record Known(Decision decision) implements Recorded {}
}
