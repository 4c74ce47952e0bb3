package dev.builderos.bus;

import dev.builderos.contracts.Contract;
import dev.builderos.contracts.OrgId;
import io.smallrye.reactive.messaging.MutinyEmitter;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;

/** Tells whoever listens now, over the channel {@code bus-live}. Under overload the newest messages are dropped. */
@ApplicationScoped
public class BusLive {
    private final MutinyEmitter<Envelope> channel;
    private final Clock clock;

    BusLive(@Channel("bus-live") @OnOverflow(OnOverflow.Strategy.DROP) MutinyEmitter<Envelope> channel, Clock clock) {
        this.channel = channel;
        this.clock = clock;
    }

    public <T> void tell(Contract.Live<T> contract, OrgId org, String entity, T payload) {
        channel.sendMessageAndForget(ChannelMessage.told(Envelope.unwritten(contract, org, entity, payload, clock)));
    }
}
