package dev.builderos.gateway.api;

import org.jspecify.annotations.Nullable;

/**
 * Body of {@code POST /v1/hooks/{hook}/explain}: a delivery or a payload.
 *
 * @param delivery a kept delivery; null where a payload is given
 * @param event what the payload is about, such as {@code issues}; needed where the provider says it in a header
 * @param payload a body, as JSON text
 */
public record ExplainDelivery(
        @Nullable String delivery,
        @Nullable String event,
        @Nullable String payload) {
    /** Without the payload. */
    @Override
    public String toString() {
        return "ExplainDelivery[" + delivery + "]";
    }
}
