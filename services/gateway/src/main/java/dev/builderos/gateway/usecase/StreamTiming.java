package dev.builderos.gateway.usecase;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * When a client's stream has to say that it is there, and when to look into what it follows although there were no news, in case
 * that some were missed: after a moment, then ever less often, since nobody can afford a question a second from each of those who
 * watch what does not happen. News begin that anew.
 */
final class StreamTiming {
    static final Duration LOOK_FIRST = Duration.ofSeconds(1);
    static final Duration LOOK_AT_LEAST = Duration.ofSeconds(30);
    static final Duration HEARTBEAT = Duration.ofSeconds(15);

    private final LongSupplier nanos;
    private boolean opened;
    private long sentAt;
    private long lookAt;
    private long wait = LOOK_FIRST.toNanos();

    StreamTiming() {
        this(System::nanoTime);
    }

    StreamTiming(LongSupplier nanos) {
        this.nanos = nanos;
        this.sentAt = nanos.getAsLong();
        this.lookAt = sentAt + wait;
    }

    /** The client is being sent something. */
    synchronized void sent() {
        opened = true;
        sentAt = nanos.getAsLong();
    }

    /** Whether anything was ever sent. */
    synchronized boolean isOpened() {
        return opened;
    }

    synchronized boolean isHeartbeatDue() {
        return !opened || nanos.getAsLong() - sentAt >= HEARTBEAT.toNanos();
    }

    /** How long there is nothing to do without news; not positive when something is due. */
    synchronized Duration idle() {
        long now = nanos.getAsLong();
        return Duration.ofNanos(Math.min(HEARTBEAT.toNanos() - (now - sentAt), lookAt - now));
    }

    /** The wait is over; whether it is time to look. */
    synchronized boolean isTimeToLook(boolean woken) {
        long now = nanos.getAsLong();
        if (!woken && now - lookAt < 0) {
            return false;
        }
        wait = woken ? LOOK_FIRST.toNanos() : Math.min(2 * wait, LOOK_AT_LEAST.toNanos());
        lookAt = now + wait;
        return !woken;
    }
}
