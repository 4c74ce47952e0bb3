package dev.builderos.bus;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.annotations.ConnectorAttribute;
import io.smallrye.reactive.messaging.connector.InboundConnector;
import io.smallrye.reactive.messaging.connector.OutboundConnector;
import io.smallrye.reactive.messaging.providers.helpers.MultiUtils;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.Flow;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.spi.Connector;

/**
 * The SmallRye connector {@code builderos-bus}: maps channels to the transport. A message that cannot be sent is nacked to
 * its sender, and the channel goes on.
 */
@ApplicationScoped
@Connector(BusConnector.NAME)
@ConnectorAttribute(
        name = "stem",
        type = "string",
        direction = ConnectorAttribute.Direction.INCOMING,
        mandatory = true,
        description = "Subject stem, e.g. builderos.runner.v1.cmd.start-run")
@ConnectorAttribute(
        name = "kind",
        type = "string",
        direction = ConnectorAttribute.Direction.INCOMING,
        mandatory = true,
        description = "request, durable or live")
@ConnectorAttribute(
        name = "consumer",
        type = "string",
        direction = ConnectorAttribute.Direction.INCOMING,
        description = "Name of the durable consumer, service first, e.g. policy")
@ConnectorAttribute(
        name = "in-flight",
        type = "int",
        direction = ConnectorAttribute.Direction.INCOMING,
        defaultValue = "64",
        description = "Unsettled messages at a time")
public class BusConnector implements InboundConnector, OutboundConnector {
    public static final String NAME = "builderos-bus";

    /** Outgoing messages of one channel under way at a time. */
    private static final int SENDING = 4_096;

    private final Transport transport;
    private final ParkedRetries retries;

    BusConnector(Transport transport, ParkedRetries retries) {
        this.transport = transport;
        this.retries = retries;
    }

    @Override
    public Flow.Publisher<? extends Message<?>> getPublisher(Config config) {
        String stem = config.getValue("stem", String.class);
        int inFlight = config.getOptionalValue("in-flight", Integer.class).orElse(64);
        String kind = config.getValue("kind", String.class);
        return switch (kind) {
            case "request" -> transport.serve(stem, inFlight).map(ChannelMessage::incoming);
            case "durable" -> {
                String consumer = config.getValue("consumer", String.class);
                yield Multi.createBy()
                        .merging()
                        .streams(transport.consume(stem, consumer, inFlight), retries.deliveries(consumer))
                        .map(ChannelMessage::incoming);
            }
            case "live" -> transport.listen(stem).map(ChannelMessage::live);
            default -> throw new IllegalArgumentException("channel kind `" + kind + "` of " + stem + " is unknown");
        };
    }

    @Override
    public Flow.Subscriber<? extends Message<?>> getSubscriber(Config config) {
        return MultiUtils.via(this::sendAll);
    }

    private Multi<Message<?>> sendAll(Multi<Message<?>> messages) {
        return messages.onItem()
                .transformToUni(message -> {
                    if (!(message.getPayload() instanceof Envelope envelope)) {
                        return Uni.createFrom()
                                .failure(new IllegalArgumentException("only envelopes travel on the bus"));
                    }
                    Message<Envelope> outgoing = message.withPayload(envelope);
                    return ChannelMessage.send(transport, outgoing)
                            .onItemOrFailure()
                            .transformToUni((sent, failure) -> Uni.createFrom()
                                    .completionStage(failure == null ? message.ack() : message.nack(failure)))
                            .replaceWith(message);
                })
                .merge(SENDING)
                .map(message -> message);
    }
}
