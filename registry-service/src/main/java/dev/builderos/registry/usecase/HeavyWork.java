package dev.builderos.registry.usecase;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.concurrent.Callable;

/** Computations too long for an event loop. */
final class HeavyWork {
    private HeavyWork() {}

    /** Computes on a worker thread and comes back to the Vert.x context of the caller, which sessions are bound to. */
    static <T> Uni<T> offEventLoop(Callable<T> computation) {
        return Uni.createFrom().completionStage(() -> {
            Context context = Vertx.currentContext();
            if (context == null) {
                throw new IllegalStateException("use cases run on a Vert.x context");
            }
            return context.executeBlocking(computation, false).toCompletionStage();
        });
    }
}
