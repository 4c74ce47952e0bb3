package dev.builderos.cli.project;

import dev.builderos.gateway.api.GatewayClient;
import dev.builderos.gateway.api.LogLine;
import dev.builderos.gateway.api.LogPage;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/** Reads the stored lines of a step page by page: while one is used, the next is on its way. */
public final class LogPages {
    private static final int PAGE = 5_000;

    private LogPages() {}

    /** Gives every line that is stored, in order. */
    public static void of(GatewayClient client, String run, String step, Consumer<LogLine> take) {
        from(first(client, run, step), client, run, step, take);
    }

    static LogPage first(GatewayClient client, String run, String step) {
        return client.log(run, step, 0, PAGE);
    }

    /** Gives every line from the first page on. */
    static void from(LogPage first, GatewayClient client, String run, String step, Consumer<LogLine> take) {
        try (ExecutorService reader = Executors.newVirtualThreadPerTaskExecutor()) {
            LogPage page = first;
            while (!page.lines().isEmpty()) {
                long last = page.lines().getLast().n();
                boolean over = Boolean.FALSE.equals(page.more());
                CompletableFuture<LogPage> next = over
                        ? CompletableFuture.completedFuture(page)
                        : CompletableFuture.supplyAsync(() -> client.log(run, step, last, PAGE), reader);
                page.lines().forEach(take);
                if (over) {
                    return;
                }
                page = join(next);
            }
        }
    }

    private static LogPage join(CompletableFuture<LogPage> page) {
        try {
            return page.join();
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw failed;
        }
    }
}
