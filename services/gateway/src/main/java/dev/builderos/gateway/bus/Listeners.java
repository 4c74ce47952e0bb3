package dev.builderos.gateway.bus;

import dev.builderos.gateway.usecase.LiveNews;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Who listens to what. Safe for use by many threads. */
final class Listeners<K, T> {
    private final Map<K, List<Listener<T>>> byKey = new ConcurrentHashMap<>();

    /** One listening; two of the same consumer are two. */
    private static final class Listener<T> {
        private final Consumer<T> consumer;

        Listener(Consumer<T> consumer) {
            this.consumer = consumer;
        }
    }

    LiveNews.Subscription add(K key, Consumer<T> consumer) {
        Listener<T> listener = new Listener<>(consumer);
        byKey.merge(
                key,
                List.of(listener),
                (there, added) -> Stream.concat(there.stream(), added.stream()).toList());
        return () -> byKey.computeIfPresent(key, (k, there) -> {
            List<Listener<T>> others =
                    there.stream().filter(other -> !other.equals(listener)).toList();
            return others.isEmpty() ? null : others;
        });
    }

    boolean has(K key) {
        return byKey.containsKey(key);
    }

    int count(K key) {
        return byKey.getOrDefault(key, List.of()).size();
    }

    void tell(K key, T news) {
        byKey.getOrDefault(key, List.of()).forEach(listener -> listener.consumer.accept(news));
    }
}
