package dev.builderos.bus;

import dev.builderos.bus.nats.NatsTransport;
import io.quarkus.arc.DefaultBean;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;

/** What every process with a bus has: a clock, a parking lot, a transport, and outbox relays. */
public class BusBeans {
    /** @param offset how far from the machine's it is: shows what a service does whose clock is wrong */
    @Produces
    @Singleton
    @DefaultBean
    Clock clock(@ConfigProperty(name = "builderos.clock.offset", defaultValue = "0s") Duration offset) {
        return Clock.offset(Clock.systemUTC(), offset);
    }

    @Produces
    @Singleton
    @DefaultBean
    ParkingLot parkingLot(Pool pool) {
        return new SqlParkingLot(pool);
    }

    @Produces
    @Singleton
    @DefaultBean
    Transport transport(ParkingLot parkingLot, BusSettings settings) {
        return settings.nats()
                .<Transport>map(nats -> NatsTransport.connecting(nats, parkingLot, Redelivery.STANDARD))
                .orElseGet(() -> new LocalTransport(parkingLot, Redelivery.STANDARD));
    }

    void close(@Disposes Transport transport) {
        transport.close();
    }

    /** Makes the relay of a service's outbox; the service starts and closes it. */
    @ApplicationScoped
    public static class OutboxRelays {
        private final Pool pool;
        private final MutinyEmitter<Envelope> channel;

        OutboxRelays(
                Pool pool,
                @Channel("bus-outbox") @OnOverflow(value = OnOverflow.Strategy.BUFFER, bufferSize = 4_096)
                        MutinyEmitter<Envelope> channel) {
            this.pool = pool;
            this.channel = channel;
        }

        public OutboxRelay of(String schema) {
            return new OutboxRelay(schema, pool, channel);
        }
    }
}
