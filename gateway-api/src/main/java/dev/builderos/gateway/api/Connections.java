package dev.builderos.gateway.api;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Connections to servers: HTTP/1.1 in the plainest form, one request on a connection of its own. The HTTP client of the JDK
 * takes up to a tenth of a second to get ready, with threads and TLS; a short program on the loopback interface has no such
 * time, and a new connection there costs nothing. TLS is loaded when an address is {@code https:}.
 */
final class Connections implements AutoCloseable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

    /**
     * What is asked.
     *
     * @param silence how long the server may take to say something; zero for ever
     */
    record Request(String method, URI address, Map<String, String> headers, byte[] body, Duration silence) {}

    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    /** Asks, and gives the answer when its head is there. The caller closes it. */
    HttpAnswer exchange(Request request) throws IOException {
        Socket socket = connect(request.address());
        open.add(socket);
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout((int) request.silence().toMillis());
            write(socket.getOutputStream(), request);
            return HttpAnswer.read(socket.getInputStream(), () -> hangUp(socket));
        } catch (IOException | RuntimeException e) {
            hangUp(socket);
            throw e;
        }
    }

    private void hangUp(Socket socket) throws IOException {
        open.remove(socket);
        socket.close();
    }

    private static Socket connect(URI address) throws IOException {
        boolean encrypted = "https".equalsIgnoreCase(address.getScheme());
        String host = address.getHost().replaceAll("[\\[\\]]", "");
        int port = address.getPort() >= 0 ? address.getPort() : encrypted ? 443 : 80;
        Socket plain = new Socket(Proxy.NO_PROXY);
        try {
            plain.connect(new InetSocketAddress(host, port), (int) CONNECT_TIMEOUT.toMillis());
            return encrypted ? encrypted(plain, host, port) : plain;
        } catch (IOException e) {
            plain.close();
            throw e;
        }
    }

    /** Trusts what the platform trusts, and only the host that was meant. */
    private static Socket encrypted(Socket plain, String host, int port) throws IOException {
        SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
        SSLSocket socket = (SSLSocket) factory.createSocket(plain, host, port, true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    private static void write(OutputStream out, Request request) throws IOException {
        URI address = request.address();
        String query = address.getRawQuery();
        StringBuilder head = new StringBuilder(256)
                .append(request.method())
                .append(' ')
                .append(address.getRawPath().isEmpty() ? "/" : address.getRawPath())
                .append(query == null ? "" : "?" + query)
                .append(" HTTP/1.1\r\n");
        header(head, "Host", address.getRawAuthority());
        header(head, "Connection", "close");
        request.headers().forEach((name, value) -> header(head, name, value));
        if (request.body().length > 0 || !request.method().equals("GET")) {
            header(head, "Content-Length", Integer.toString(request.body().length));
        }
        OutputStream buffered = new BufferedOutputStream(out);
        buffered.write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        buffered.write(request.body());
        buffered.flush();
    }

    private static void header(StringBuilder head, String name, String value) {
        if (value.indexOf('\r') >= 0 || value.indexOf('\n') >= 0) {
            throw new IllegalArgumentException("the header " + name + " has a line break in it");
        }
        head.append(name).append(": ").append(value).append("\r\n");
    }

    @Override
    public void close() {
        for (Socket socket : open) {
            try {
                hangUp(socket);
            } catch (IOException e) {
                // it is being thrown away
            }
        }
    }
}
