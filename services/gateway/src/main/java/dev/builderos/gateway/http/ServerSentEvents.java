package dev.builderos.gateway.http;

import dev.builderos.gateway.api.Gap;
import dev.builderos.gateway.api.GatewayJson;
import dev.builderos.gateway.usecase.Sent;
import io.smallrye.mutiny.Multi;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import org.jboss.resteasy.reactive.server.jaxrs.OutboundSseEventImpl;

/**
 * Writes a live stream as server-sent events. The first one tells how long to wait before connecting again, a different time
 * for each client, so that not all come back at once.
 *
 * @param <T> items of the stream
 */
final class ServerSentEvents<T> {
    private static final int RETRY_LEAST_MILLIS = 1_000;
    private static final int RETRY_MOST_MILLIS = 5_000;

    private final String name;
    private final BiFunction<String, T, String> id;
    private final BiFunction<String, T, Object> body;
    private final boolean ofSteps;

    /**
     * @param id the event's id, of what the item belongs to and the item
     * @param ofSteps whether a gap names the step it is in
     */
    ServerSentEvents(
            String name, BiFunction<String, T, String> id, BiFunction<String, T, Object> body, boolean ofSteps) {
        this.name = name;
        this.id = id;
        this.body = body;
        this.ofSteps = ofSteps;
    }

    Multi<OutboundSseEvent> of(Multi<Sent<T>> stream) {
        AtomicBoolean opened = new AtomicBoolean();
        return stream.map(sent -> {
            OutboundSseEvent.Builder event = event(sent);
            if (opened.compareAndSet(false, true)) {
                event.reconnectDelay(ThreadLocalRandom.current().nextInt(RETRY_LEAST_MILLIS, RETRY_MOST_MILLIS));
            }
            return event.build();
        });
    }

    private OutboundSseEvent.Builder event(Sent<T> sent) {
        return switch (sent) {
            case Sent.Item<T>(String of, T value) ->
                event(name, body.apply(of, value)).id(id.apply(of, value));
            case Sent.Missing<T>(String of, long from, long to) -> event("gap", new Gap(ofSteps ? of : null, from, to));
            case Sent.Heartbeat<T> heartbeat -> new OutboundSseEventImpl.BuilderImpl().comment("");
            case Sent.Ended<T> ended ->
                new OutboundSseEventImpl.BuilderImpl()
                        .name("end")
                        .mediaType(MediaType.TEXT_PLAIN_TYPE)
                        .data("{}");
        };
    }

    private static OutboundSseEvent.Builder event(String name, Object body) {
        return new OutboundSseEventImpl.BuilderImpl()
                .name(name)
                .mediaType(MediaType.TEXT_PLAIN_TYPE)
                .data(new String(GatewayJson.write(body), StandardCharsets.UTF_8));
    }
}
