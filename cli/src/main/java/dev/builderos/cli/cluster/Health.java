package dev.builderos.cli.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Whether members answer on the loopback interface. */
final class Health implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int OK = 200;

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();

    /** How a member that has a process is. */
    enum Reading {
        /** It stores what it is given. */
        READY,
        /** It answers, but the database or the bus does not take what is written. */
        LIVE,
        /** It does not answer, or not yet. */
        SILENT
    }

    Reading read(Member member, int port) {
        return switch (member.kind()) {
            case DATABASE, NATS -> accepts(port) ? Reading.READY : Reading.SILENT;
            case KEYCLOAK ->
                answers(port, Keycloak.REALM + "/.well-known/openid-configuration") ? Reading.READY : Reading.SILENT;
            case REGISTRY, POLICY, RUNNER, GATEWAY -> {
                if (answers(port, "/q/health/ready")) {
                    yield Reading.READY;
                }
                yield answers(port, "/q/health/live") ? Reading.LIVE : Reading.SILENT;
            }
        };
    }

    private static boolean accepts(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                    Math.toIntExact(PATIENCE.toMillis()));
            return true;
        } catch (IOException refused) {
            return false;
        }
    }

    private boolean answers(int port, String path) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(PATIENCE)
                .build();
        try {
            return http.send(request, BodyHandlers.discarding()).statusCode() == OK;
        } catch (IOException silent) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
