package dev.builderos.runner.usecase;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

/**
 * What each start of a run asks another service: the answer is that of all who ask within a moment of the first. So a service is
 * asked a few times a second however many runs start, and a policy that was changed is in force everywhere after that moment.
 */
final class SharedReads<K, V> {
    /** Less than anybody takes to start a run after a change by hand; policies are promised within a second (docs/cluster.md). */
    private static final Duration GOOD_FOR = Duration.ofMillis(200);

    private static final int REMEMBERED = 1_000;

    private final Function<K, V> read;
    private final Cache<K, CompletableFuture<V>> answers = Caffeine.newBuilder()
            .expireAfterWrite(GOOD_FOR)
            .maximumSize(REMEMBERED)
            .build();

    /** {@code read} may block and fail; its failure is that of every caller who waits for it, and is not kept. */
    SharedReads(Function<K, V> read) {
        this.read = read;
    }

    /** Blocking; for virtual threads. */
    V get(K key) {
        CompletableFuture<V> mine = new CompletableFuture<>();
        CompletableFuture<V> others = answers.asMap().putIfAbsent(key, mine);
        if (others == null) {
            return read(key, mine);
        }
        try {
            return others.join();
        } catch (CompletionException failed) {
            throw failed.getCause() instanceof RuntimeException cause ? cause : failed;
        }
    }

    private V read(K key, CompletableFuture<V> shared) {
        try {
            V answer = read.apply(key);
            shared.complete(answer);
            return answer;
        } catch (Throwable failed) {
            answers.asMap().remove(key, shared);
            shared.completeExceptionally(failed);
            throw failed;
        }
    }
}
