package dev.builderos.gateway.http;

import dev.builderos.gateway.api.Gap;
import dev.builderos.gateway.api.GatewayJson;
import dev.builderos.gateway.usecase.Sent;
import io.smallrye.mutiny.Multi;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
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

    /** An event with something in it; the data is JSON. */
    record Event(String id, String name, String data) {}

    private final BiFunction<String, List<T>, Stream<Event>> items;
    private final Function<Sent.Missing<T>, Gap> gap;

    /**
     * @param items the events for items, given what they belong to
     * @param gap what a gap says
     */
    ServerSentEvents(BiFunction<String, List<T>, Stream<Event>> items, Function<Sent.Missing<T>, Gap> gap) {
        this.items = items;
        this.gap = gap;
    }

    /** One event for each item, with the item as its data. */
    static <T> ServerSentEvents<T> each(String name, Function<T, String> id) {
        return new ServerSentEvents<>(
                (of, values) -> values.stream().map(value -> new Event(id.apply(value), name, json(value))),
                missing -> new Gap(null, missing.from(), missing.to()));
    }

    Multi<OutboundSseEvent> of(Multi<Sent<T>> stream) {
        AtomicBoolean opened = new AtomicBoolean();
        return stream.onItem()
                .transformToIterable(sent -> events(sent).toList())
                .map(event -> {
                    if (opened.compareAndSet(false, true)) {
                        event.reconnectDelay(
                                ThreadLocalRandom.current().nextInt(RETRY_LEAST_MILLIS, RETRY_MOST_MILLIS));
                    }
                    return event.build();
                });
    }

    private Stream<OutboundSseEvent.Builder> events(Sent<T> sent) {
        return switch (sent) {
            case Sent.Items<T>(String of, List<T> values) ->
                items.apply(of, values)
                        .map(event -> event(event.name(), event.data()).id(event.id()));
            case Sent.Missing<T> missing -> Stream.of(event("gap", json(gap.apply(missing))));
            case Sent.Heartbeat<T> heartbeat -> Stream.of(new OutboundSseEventImpl.BuilderImpl().comment(""));
            case Sent.Ended<T> ended -> Stream.of(event("end", "{}"));
        };
    }

    private static OutboundSseEvent.Builder event(String name, String data) {
        return new OutboundSseEventImpl.BuilderImpl()
                .name(name)
                .mediaType(MediaType.TEXT_PLAIN_TYPE)
                .data(data);
    }

    private static String json(Object body) {
        return new String(GatewayJson.write(body), StandardCharsets.UTF_8);
    }
}
