package dev.builderos.contracts.runner.hook;

import dev.builderos.contracts.Requester;
import org.jspecify.annotations.Nullable;

/**
 * Which pipelines would this start, and why? Nothing is kept and nothing is started.
 *
 * @param delivery a kept delivery; null where a payload is given
 * @param event what the payload is about, such as {@code issues}; needed where the provider says it in a header
 * @param payload a body, as JSON text
 */
public record ExplainDelivery(
        Requester requester,
        String hook,
        @Nullable String delivery,
        @Nullable String event,
        @Nullable String payload) {
    /** Without the payload. */
    @Override
    public String toString() {
        return "ExplainDelivery[" + hook + ", " + delivery + "]";
    }
}
