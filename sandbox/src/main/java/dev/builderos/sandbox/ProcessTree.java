package dev.builderos.sandbox;

import java.time.Duration;

/**
 * Every process that came from a command.
 *
 * <p>Signals go through {@link ProcessHandle}: {@link Process#destroy()} also closes the streams, and with them loses
 * output that was not read yet.
 */
interface ProcessTree {

    /** SIGTERM to all that can be found. */
    void terminate();

    /** SIGKILL to all that can be found. */
    void kill();

    /** Kills until none is left; false when some still are after {@code bound}. */
    boolean bury(Duration bound) throws InterruptedException;
}
