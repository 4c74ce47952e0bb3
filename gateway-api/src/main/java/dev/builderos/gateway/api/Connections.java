package dev.builderos.gateway.api;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Connections to servers. An HTTP client loads all of TLS, with the certificates of the world, when it is made: a tenth of a
 * second that a short program on the loopback interface does not have. So there is one without TLS for {@code http:}, and
 * another for {@code https:}, each made when it is first needed.
 */
final class Connections implements AutoCloseable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

    private @Nullable HttpClient plain;
    private @Nullable HttpClient encrypted;

    /** The client for this address. */
    synchronized HttpClient to(URI address) {
        if ("https".equalsIgnoreCase(address.getScheme())) {
            HttpClient client = encrypted == null ? settings().build() : encrypted;
            encrypted = client;
            return client;
        }
        HttpClient client = plain == null ? settings().sslContext(new NoTls()).build() : plain;
        plain = client;
        return client;
    }

    private static HttpClient.Builder settings() {
        return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT_TIMEOUT);
    }

    @Override
    public synchronized void close() {
        if (plain != null) {
            plain.shutdownNow();
        }
        if (encrypted != null) {
            encrypted.shutdownNow();
        }
    }
}
