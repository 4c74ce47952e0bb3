package dev.builderos.gateway.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Connections to servers, by the two HTTP clients of the JDK. Questions go over {@link HttpURLConnection}, which is ready at
 * once; {@link HttpClient} takes up to a tenth of a second, more than a short program on the loopback interface has. Streams
 * go over {@link HttpClient}, because they are closed under their readers.
 */
final class Connections implements AutoCloseable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

    private @Nullable HttpClient streams;

    /**
     * Asks, and gives the answer when its head is there. The caller closes it.
     *
     * @param body empty for none
     * @param silence how long the server may say nothing
     */
    HttpAnswer ask(String method, URI address, Map<String, String> headers, byte[] body, Duration silence)
            throws IOException {
        HttpURLConnection connection = connection(address);
        connection.setRequestMethod(method);
        connection.setConnectTimeout((int) CONNECT_TIMEOUT.toMillis());
        connection.setReadTimeout((int) silence.toMillis());
        connection.setInstanceFollowRedirects(false);
        connection.setUseCaches(false);
        headers.forEach(connection::setRequestProperty);
        if (body.length > 0) {
            connection.setDoOutput(true);
            try (OutputStream out = connection.getOutputStream()) {
                out.write(body);
            }
        }
        int status = connection.getResponseCode();
        if (status < 0) {
            throw new IOException("the server speaks no HTTP");
        }
        InputStream answer =
                status < HttpURLConnection.HTTP_BAD_REQUEST ? connection.getInputStream() : connection.getErrorStream();
        return new HttpAnswer(status, answer == null ? InputStream.nullInputStream() : answer);
    }

    private static HttpURLConnection connection(URI address) throws IOException {
        URL url = address.toURL();
        boolean local = InetAddress.getByName(url.getHost()).isLoopbackAddress();
        return (HttpURLConnection) (local ? url.openConnection(Proxy.NO_PROXY) : url.openConnection());
    }

    /**
     * Asks for a body without an end, which may be closed from any thread.
     *
     * @param silence without a byte for this long the body is closed
     */
    HttpAnswer stream(URI address, Map<String, String> headers, Duration silence) throws IOException {
        HttpRequest.Builder asked = HttpRequest.newBuilder(address);
        headers.forEach(asked::header);
        try {
            HttpResponse<InputStream> answer =
                    streams(address).send(asked.build(), HttpResponse.BodyHandlers.ofInputStream());
            return new HttpAnswer(answer.statusCode(), new WatchedBytes(answer.body(), silence));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while asking for " + address.getPath(), e);
        }
    }

    /** Without TLS for {@code http:}, as loading all of it with the certificates of the world takes long. */
    private synchronized HttpClient streams(URI address) {
        if (streams == null) {
            HttpClient.Builder settings =
                    HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT_TIMEOUT);
            streams = "https".equalsIgnoreCase(address.getScheme())
                    ? settings.build()
                    : settings.sslContext(new NoTls()).build();
        }
        return streams;
    }

    @Override
    public synchronized void close() {
        if (streams != null) {
            streams.shutdownNow();
        }
    }
}
