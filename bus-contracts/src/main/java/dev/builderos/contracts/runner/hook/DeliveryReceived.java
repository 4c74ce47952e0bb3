package dev.builderos.contracts.runner.hook;

/**
 * What came of a delivery.
 *
 * @param known whether it had been received before, and so started nothing now
 */
public record DeliveryReceived(DeliveryView delivery, boolean known) {}
