package dev.builderos.gateway.usecase;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Lets one stream wait for news without holding a thread. A wake while nobody waits ends the next wait at once, and so does one
 * that comes just as the time is over. What comes after a wait is done by a thread of its own, so that whoever has news is not
 * held up by those who hear them.
 */
final class Pulse {
    /** No timer is shorter. */
    private static final Duration SHORTEST = Duration.ofMillis(1);

    private boolean pending;
    private @Nullable UniEmitter<? super Boolean> waiting;

    void wake() {
        UniEmitter<? super Boolean> sleeper;
        synchronized (this) {
            sleeper = waiting;
            waiting = null;
            pending = true;
        }
        if (sleeper != null) {
            sleeper.complete(true);
        }
    }

    /** Whether it was woken, rather than that the time was over; a time that is over already is a moment. */
    Uni<Boolean> await(Duration atMost) {
        return Uni.createFrom()
                .<Boolean>emitter(emitter -> {
                    boolean now;
                    synchronized (this) {
                        now = pending;
                        waiting = now ? null : emitter;
                    }
                    if (now) {
                        emitter.complete(true);
                    }
                })
                .ifNoItem()
                .after(atMost.compareTo(SHORTEST) > 0 ? atMost : SHORTEST)
                .recoverWithItem(false)
                .emitOn(Infrastructure.getDefaultExecutor())
                .invoke(this::rest);
    }

    /** Whoever waited looks at everything that came until now. */
    private synchronized void rest() {
        pending = false;
        waiting = null;
    }
}
