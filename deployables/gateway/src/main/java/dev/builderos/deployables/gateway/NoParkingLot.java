package dev.builderos.deployables.gateway;

import dev.builderos.bus.Envelope;
import dev.builderos.bus.ParkingLot;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;

/** The gateway alone keeps no record, and hears no durable message that it would have to set aside. */
@Singleton
class NoParkingLot implements ParkingLot {
    @Override
    public Uni<Void> park(String consumer, Envelope message, int attempts, Throwable why) {
        return Uni.createFrom()
                .failure(new IllegalStateException(consumer + " of a gateway parks " + message.subject(), why));
    }
}
