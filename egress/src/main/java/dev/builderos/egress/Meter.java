package dev.builderos.egress;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;

/** Counts the bytes of all requests of one command, and ends them when there are too many. */
final class Meter {
    private final EgressLimits limits;
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong received = new AtomicLong();

    Meter(EgressLimits limits) {
        this.limits = limits;
    }

    /** More was to be carried than one command may. */
    static final class Exceeded extends IOException {
        private static final long serialVersionUID = 1L;

        Exceeded(String message) {
            super(message);
        }
    }

    /** @throws Exceeded before what is too much is sent */
    void sending(int bytes) throws Exceeded {
        if (sent.addAndGet(bytes) > limits.sentBytes()) {
            throw new Exceeded("a command may send " + limits.sentBytes() + " bytes, and no more");
        }
    }

    void received(int bytes) throws Exceeded {
        if (received.addAndGet(bytes) > limits.receivedBytes()) {
            throw new Exceeded("a command may receive " + limits.receivedBytes() + " bytes, and no more");
        }
    }
}
