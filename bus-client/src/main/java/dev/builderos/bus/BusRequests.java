package dev.builderos.bus;

import dev.builderos.contracts.Contract;
import dev.builderos.contracts.ContractException;
import dev.builderos.contracts.ContractJson;
import dev.builderos.contracts.OrgId;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;

/**
 * Asks other services, over the channel {@code bus-requests}. A refusal comes back as {@link ContractException} with the
 * other side's error; a missing answer as {@link BusUnavailable} at the deadline at the latest.
 */
@ApplicationScoped
public class BusRequests {
    /** How long an answer may take where the caller has no better idea. */
    public static final Duration STANDARD_DEADLINE = Duration.ofSeconds(5);

    private final MutinyEmitter<Envelope> channel;
    private final Clock clock;

    BusRequests(
            @Channel("bus-requests") @OnOverflow(value = OnOverflow.Strategy.BUFFER, bufferSize = 16_384)
                    MutinyEmitter<Envelope> channel,
            Clock clock) {
        this.channel = channel;
        this.clock = clock;
    }

    public <T, R> Uni<R> ask(Contract.Request<T, R> contract, OrgId org, String entity, T payload, Duration deadline) {
        return askForJson(contract, org, entity, payload, deadline)
                .map(answer -> ContractJson.read(answer, contract.reply()));
    }

    /** {@link #ask} for those who pass the answer on, or read it faster than record by record: the JSON of the contract's reply. */
    public <T, R> Uni<byte[]> askForJson(
            Contract.Request<T, R> contract, OrgId org, String entity, T payload, Duration deadline) {
        return Uni.createFrom()
                .deferred(() -> {
                    CompletableFuture<Reply> reply = new CompletableFuture<>();
                    Envelope envelope = Envelope.of(contract, org, entity, payload, clock);
                    channel.sendMessageAndForget(ChannelMessage.request(envelope, reply, deadline));
                    return Uni.createFrom().completionStage(reply);
                })
                .map(reply -> switch (reply) {
                    case Reply.Answer answer -> answer.body();
                    case Reply.Refusal refusal -> throw new ContractException(refusal.error());
                });
    }

    /** {@link #ask} with the standard deadline. */
    public <T, R> Uni<R> ask(Contract.Request<T, R> contract, OrgId org, String entity, T payload) {
        return ask(contract, org, entity, payload, STANDARD_DEADLINE);
    }
}
