package dev.builderos.gateway.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Deliveries, newest first.
 *
 * @param next ask for those before it; null when there are no more
 */
public record DeliveryList(
        List<DeliveryView> deliveries, @Nullable String next) {
    public DeliveryList {
        deliveries = List.copyOf(deliveries);
    }
}
