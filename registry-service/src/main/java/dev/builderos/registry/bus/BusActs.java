package dev.builderos.registry.bus;

import dev.builderos.bus.BusBeans.OutboxRelays;
import dev.builderos.bus.Envelope;
import dev.builderos.bus.OutboxRelay;
import dev.builderos.contracts.policy.AuditContracts;
import dev.builderos.contracts.policy.RecordAct;
import dev.builderos.registry.usecase.Acts;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.util.List;

/** By way of the outbox, one subject per org. */
@ApplicationScoped
class BusActs implements Acts {
    private static final String SCHEMA = "registry";

    private final OutboxRelay relay;
    private final Clock clock;

    BusActs(OutboxRelays relays, Clock clock) {
        this.relay = relays.of(SCHEMA);
        this.clock = clock;
    }

    void start(@Observes StartupEvent started) {
        relay.start();
    }

    void stop(@Observes ShutdownEvent stopping) {
        relay.close();
    }

    @Override
    public Uni<Void> note(SqlClient client, List<RecordAct> acts) {
        return acts.isEmpty()
                ? Uni.createFrom().voidItem()
                : OutboxRelay.put(
                        client,
                        SCHEMA,
                        acts.stream()
                                .map(act -> Envelope.of(AuditContracts.RECORD_ACT, act.org(), "all", act, clock))
                                .toList());
    }
}
