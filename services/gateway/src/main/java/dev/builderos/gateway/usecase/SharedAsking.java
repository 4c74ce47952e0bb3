package dev.builderos.gateway.usecase;

import io.smallrye.mutiny.Uni;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** What many who watch the same thing ask at the same moment, asked once for all of them. */
final class SharedAsking<K, V> {
    private final Map<K, Uni<V>> underWay = new ConcurrentHashMap<>();
    private final Function<K, Uni<V>> ask;

    SharedAsking(Function<K, Uni<V>> ask) {
        this.ask = ask;
    }

    Uni<V> of(K key) {
        return underWay.computeIfAbsent(
                key,
                asked -> ask.apply(asked)
                        .onTermination()
                        .invoke(() -> underWay.remove(asked))
                        .memoize()
                        .indefinitely());
    }
}
