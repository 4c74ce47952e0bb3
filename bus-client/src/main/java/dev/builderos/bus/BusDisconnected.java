package dev.builderos.bus;

/** This process has no connection to the bus, so nobody was asked; the message says what it tries to reach. */
public final class BusDisconnected extends BusUnavailable {
    private static final long serialVersionUID = 1L;

    public BusDisconnected(String message) {
        super(message);
    }
}
