package dev.builderos.egress;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;

/** The other direction of a connection, on a thread of its own. */
record Forks(ExecutorService threads) {
    /** Work with a connection. */
    interface Carrying {
        void carry() throws IOException;
    }

    /** Work that has begun. */
    record Fork(CompletableFuture<Void> done) {
        /** Waits until it has ended. */
        void join() throws IOException {
            try {
                done.join();
            } catch (CompletionException failed) {
                if (failed.getCause() instanceof IOException broken) {
                    throw broken;
                }
                throw failed;
            }
        }
    }

    /** Begins it; when it breaks, the connection ends. */
    Fork fork(Connection connection, Carrying work) {
        var done = new CompletableFuture<Void>();
        threads.execute(() -> {
            try {
                work.carry();
                done.complete(null);
            } catch (IOException | RuntimeException broken) {
                done.completeExceptionally(broken);
                connection.close();
            }
        });
        return new Fork(done);
    }
}
