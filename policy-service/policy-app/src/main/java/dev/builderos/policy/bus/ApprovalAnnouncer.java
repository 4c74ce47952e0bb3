package dev.builderos.policy.bus;

import dev.builderos.bus.BusBeans.OutboxRelays;
import dev.builderos.bus.Envelope;
import dev.builderos.bus.OutboxRelay;
import dev.builderos.contracts.policy.PolicyContracts;
import dev.builderos.policy.domain.Approval;
import dev.builderos.policy.usecase.Announcer;
import dev.builderos.policy.usecase.Outbox;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;

/** Announces changes of approvals by way of the outbox, one subject per run. */
@ApplicationScoped
class ApprovalAnnouncer implements Announcer {
    private final Outbox outbox;
    private final OutboxRelay relay;
    private final Clock clock;

    ApprovalAnnouncer(Outbox outbox, OutboxRelays relays, Clock clock) {
        this.outbox = outbox;
        this.relay = relays.of("policy");
        this.clock = clock;
    }

    void start(@Observes StartupEvent started) {
        relay.start();
    }

    void stop(@Observes ShutdownEvent stopping) {
        relay.close();
    }

    @Override
    public Uni<Void> changed(Approval approval) {
        Envelope envelope = Envelope.of(
                PolicyContracts.APPROVAL_CHANGED,
                approval.question().org(),
                approval.question().run().value(),
                Translation.view(approval),
                clock);
        return outbox.put(new Outbox.Outgoing(
                envelope.id(),
                PolicyContracts.APPROVAL_CHANGED.stem(),
                envelope.subject().value(),
                new Outbox.Body(envelope.body())));
    }

    @Override
    public void send() {
        relay.wake();
    }
}
