package dev.builderos.runner.usecase;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What each start of a run asks another service: who comes while it is being asked shares the next answer, and an answer is good
 * for a moment. So there is at most one read per key at a time and a few in a second, however many runs start, and a policy that
 * was changed is in force everywhere after that moment. Failures are not kept.
 */
final class SharedReads<K, V> {
    /** Less than anybody takes to start a run after a change by hand; policies are promised within a second (docs/cluster.md). */
    private static final Duration GOOD_FOR = Duration.ofMillis(200);

    private static final int REMEMBERED = 1_000;

    private final Function<K, V> read;
    private final Cache<K, V> answers = Caffeine.newBuilder()
            .expireAfterWrite(GOOD_FOR)
            .maximumSize(REMEMBERED)
            .build();
    private final Map<K, Waiting<V>> underWay = new HashMap<>();

    /** Who waits for the read after the one under way. */
    private static final class Waiting<V> {
        private @Nullable CompletableFuture<V> next;
    }

    /** {@code read} may block and fail; its failure is that of every caller who shares it. */
    SharedReads(Function<K, V> read) {
        this.read = key -> {
            V answer = read.apply(key);
            answers.put(key, answer);
            return answer;
        };
    }

    /** Blocking; for virtual threads. */
    V get(K key) {
        V answer = answers.getIfPresent(key);
        return answer == null ? ask(key) : answer;
    }

    private V ask(K key) {
        CompletableFuture<V> shared;
        synchronized (underWay) {
            Waiting<V> waiting = underWay.get(key);
            if (waiting == null) {
                underWay.put(key, new Waiting<>());
                shared = null;
            } else {
                shared = waiting.next == null ? new CompletableFuture<>() : waiting.next;
                waiting.next = shared;
            }
        }
        if (shared == null) {
            try {
                return read.apply(key);
            } finally {
                passOn(key);
            }
        }
        try {
            return shared.join();
        } catch (CompletionException failed) {
            throw failed.getCause() instanceof RuntimeException cause ? cause : failed;
        }
    }

    /** A read is done: whoever came meanwhile gets one of their own. */
    private void passOn(K key) {
        CompletableFuture<V> next;
        synchronized (underWay) {
            Waiting<V> waiting = underWay.get(key);
            next = waiting == null ? null : waiting.next;
            if (waiting == null || next == null) {
                underWay.remove(key);
                return;
            }
            waiting.next = null;
        }
        Thread.ofVirtual().start(() -> {
            try {
                next.complete(read.apply(key));
            } catch (RuntimeException failed) {
                next.completeExceptionally(failed);
            } finally {
                passOn(key);
            }
        });
    }
}
