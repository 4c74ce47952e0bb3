package dev.builderos.gateway.http;

import dev.builderos.gateway.api.Gap;
import dev.builderos.gateway.api.GatewayJson;
import dev.builderos.gateway.usecase.Sent;
import io.smallrye.mutiny.Multi;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes a live stream as server-sent events. The first one tells how long to wait before connecting again, a different time
 * for each client, so that not all come back at once.
 *
 * @param <T> items of the stream
 */
final class ServerSentEvents<T> {
    private static final int RETRY_LEAST_MILLIS = 1_000;
    private static final int RETRY_MOST_MILLIS = 5_000;

    private static final byte[] HEARTBEAT = ":\n\n".getBytes(StandardCharsets.UTF_8);

    private final BiFunction<String, List<T>, Stream<byte[]>> items;
    private final Function<Sent.Missing<T>, Gap> gap;

    /**
     * @param items the events for items, given what they belong to
     * @param gap what a gap says
     */
    ServerSentEvents(BiFunction<String, List<T>, Stream<byte[]>> items, Function<Sent.Missing<T>, Gap> gap) {
        this.items = items;
        this.gap = gap;
    }

    /** One event for each item, with the item as its data. */
    static <T> ServerSentEvents<T> each(String name, Function<T, String> id) {
        return new ServerSentEvents<>(
                (of, values) -> values.stream().map(value -> event(name, id.apply(value), json(value))),
                missing -> new Gap(null, missing.from(), missing.to()));
    }

    LiveEvents of(Multi<Sent<T>> stream) {
        AtomicBoolean opened = new AtomicBoolean();
        return new LiveEvents(stream.onItem()
                .transformToIterable(sent -> events(sent).toList())
                .map(event -> opened.compareAndSet(false, true) ? first(event) : event));
    }

    private static byte[] first(byte[] event) {
        int delay = ThreadLocalRandom.current().nextInt(RETRY_LEAST_MILLIS, RETRY_MOST_MILLIS);
        byte[] retry = ("retry: " + delay + "\n").getBytes(StandardCharsets.UTF_8);
        byte[] both = Arrays.copyOf(retry, retry.length + event.length);
        System.arraycopy(event, 0, both, retry.length, event.length);
        return both;
    }

    private Stream<byte[]> events(Sent<T> sent) {
        return switch (sent) {
            case Sent.Items<T>(String of, List<T> values) -> items.apply(of, values);
            case Sent.Missing<T> missing -> Stream.of(event("gap", null, json(gap.apply(missing))));
            case Sent.Heartbeat<T> _ -> Stream.of(HEARTBEAT);
            case Sent.Ended<T> _ -> Stream.of(event("end", null, "{}"));
        };
    }

    /**
     * An event in its written form.
     *
     * @param id what the client names when it comes back; null where it is to keep the one before
     * @param json without line ends, as all JSON written here is
     */
    static byte[] event(String name, @Nullable String id, CharSequence json) {
        StringBuilder event = new StringBuilder(json.length() + 64);
        event.append("event: ").append(name).append('\n');
        if (id != null) {
            event.append("id: ").append(id).append('\n');
        }
        return event.append("data: ").append(json).append("\n\n").toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String json(Object body) {
        return new String(GatewayJson.write(body), StandardCharsets.UTF_8);
    }
}
