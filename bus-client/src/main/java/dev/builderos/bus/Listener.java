package dev.builderos.bus;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.BackPressureStrategy;
import io.smallrye.mutiny.subscription.MultiEmitter;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** One who listens to live messages. What comes while {@link #BOUND} of them wait is not told: a slow one misses the newest. */
public final class Listener {
    /** Live messages that wait for one listener. */
    public static final int BOUND = 1_000;

    private final MultiEmitter<? super Envelope> emitter;
    private final AtomicInteger waiting;

    private Listener(MultiEmitter<? super Envelope> emitter, AtomicInteger waiting) {
        this.emitter = emitter;
        this.waiting = waiting;
    }

    /**
     * What a listener is told from when it is subscribed to until it ends.
     *
     * @param attach makes it known to those who tell, and gives what makes it unknown again
     */
    public static Multi<Envelope> attached(Function<Listener, Runnable> attach) {
        return Multi.createFrom().deferred(() -> {
            AtomicInteger waiting = new AtomicInteger();
            return Multi.createFrom()
                    .<Envelope>emitter(
                            emitter -> emitter.onTermination(attach.apply(new Listener(emitter, waiting))),
                            BackPressureStrategy.BUFFER)
                    .invoke(waiting::decrementAndGet);
        });
    }

    public void tell(Envelope message) {
        if (waiting.incrementAndGet() <= BOUND) {
            emitter.emit(message);
        } else {
            waiting.decrementAndGet();
        }
    }
}
