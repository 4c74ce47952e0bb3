package dev.builderos.gateway.bus;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.builderos.contracts.ContractJson;
import dev.builderos.gateway.api.GatewayJson;

/**
 * Turns a record of the bus into the one of gateway-api that says the same over HTTP. Both have the same JSON form by
 * design; a test holds every pair to it.
 */
final class Translation {
    private Translation() {}

    static <T> T to(Class<T> type, Object said) {
        try {
            return GatewayJson.mapper().treeToValue(ContractJson.tree(said), type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(
                    said.getClass().getSimpleName() + " does not say what " + type.getSimpleName() + " says", e);
        }
    }

    /** The value of an enum of the bus with the same name. */
    static <E extends Enum<E>> E to(Class<E> type, Enum<?> said) {
        return Enum.valueOf(type, said.name());
    }
}
