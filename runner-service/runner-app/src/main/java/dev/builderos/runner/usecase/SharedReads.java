package dev.builderos.runner.usecase;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads of the same thing by many callers at once, made together: who comes while a read is under way shares the next one. So
 * each caller gets what was true after it asked, and there is at most one read per key at a time.
 */
final class SharedReads<K, V> {
    private final Function<K, V> read;
    private final Map<K, Waiting<V>> underWay = new HashMap<>();

    /** Who waits for the read after the one under way. */
    private static final class Waiting<V> {
        private @Nullable CompletableFuture<V> next;
    }

    /** {@code read} may block and fail; its failure is that of every caller who shares it. */
    SharedReads(Function<K, V> read) {
        this.read = read;
    }

    /** Blocking; for virtual threads. */
    V get(K key) {
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
