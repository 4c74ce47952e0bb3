package dev.builderos.sandbox;

/** What network a command sees. */
public enum NetworkAccess {
    /** Only its own, empty loopback device. */
    NONE,
    /** Its own, empty loopback device, and on it a proxy that leads to a unix socket of the host. */
    EGRESS,
    /** The host's network, unrestricted. Only for deployed services that must listen where a browser can reach them. */
    HOST_LOOPBACK_LISTEN
}
