package dev.builderos.bus;

import io.smallrye.mutiny.Uni;

/** Keeps messages that could not take effect, where people can see them and send them again. */
public interface ParkingLot {
    /** Keeps a message durably. Parking the same message for the same consumer again changes nothing. */
    Uni<Void> park(String consumer, Envelope message, int attempts, Throwable why);
}
