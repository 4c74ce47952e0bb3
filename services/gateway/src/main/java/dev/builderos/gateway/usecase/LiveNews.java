package dev.builderos.gateway.usecase;

import dev.builderos.contracts.Requester;
import dev.builderos.gateway.api.ApprovalView;
import dev.builderos.gateway.api.FactRecord;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * What happens now. Some of it may be missed; all of it can be read elsewhere. Listeners are called on any thread and must
 * not block.
 */
public interface LiveNews {
    Subscription facts(Requester requester, String run, Consumer<List<FactRecord>> listener);

    /** The listener gets the step and its lines. */
    Subscription lines(Requester requester, String run, BiConsumer<String, List<Line>> listener);

    Subscription approvals(Requester requester, Consumer<ApprovalView> listener);

    /** The listener is called when any of these may have been missed. */
    Subscription missed(Runnable listener);

    /** Ends the listening. Ending it again does nothing. */
    @FunctionalInterface
    interface Subscription {
        void end();

        /** Ends with this one. */
        default Subscription and(Subscription other) {
            return () -> {
                end();
                other.end();
            };
        }
    }
}
