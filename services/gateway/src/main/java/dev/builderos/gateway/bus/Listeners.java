package dev.builderos.gateway.bus;

import dev.builderos.gateway.usecase.LiveNews;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Who listens to what. Safe for use by many threads. */
final class Listeners<K, T> {
    private final Map<K, List<Consumer<T>>> byKey = new ConcurrentHashMap<>();

    LiveNews.Subscription add(K key, Consumer<T> listener) {
        byKey.compute(key, (k, there) -> {
            List<Consumer<T>> all = there == null ? new ArrayList<>() : new ArrayList<>(there);
            all.add(listener);
            return List.copyOf(all);
        });
        return () -> byKey.computeIfPresent(key, (k, there) -> {
            List<Consumer<T>> others = there.stream().filter(l -> l != listener).toList();
            return others.isEmpty() ? null : others;
        });
    }

    boolean has(K key) {
        return byKey.containsKey(key);
    }

    void tell(K key, T news) {
        byKey.getOrDefault(key, List.of()).forEach(listener -> listener.accept(news));
    }
}
