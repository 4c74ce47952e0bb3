package dev.builderos.connectors.deploy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** Waits until a service serves. */
final class Health {
    private static final Duration REQUEST = Duration.ofSeconds(2);
    private static final long PAUSE_MILLIS = 100;

    private Health() {}

    sealed interface Verdict {
        /** It answered with a status below 500. */
        record Serving(int status) implements Verdict {}

        record Exited() implements Verdict {}

        record Silent(String last) implements Verdict {}

        /** Something that is not the service answers on its port. */
        record Foreign(long pid) implements Verdict {}
    }

    static Verdict await(Service service, int port, String path, Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        String last = "no answer";
        try (HttpClient client = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(REQUEST)
                .build()) {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                    .timeout(REQUEST)
                    .build();
            while (System.nanoTime() < deadline) {
                if (!service.isRunning()) {
                    return new Verdict.Exited();
                }
                try {
                    int status = client.send(request, BodyHandlers.discarding()).statusCode();
                    if (status < 500) {
                        return owned(service, port, status);
                    }
                    last = "status " + status;
                } catch (IOException notYet) {
                    last = "no answer";
                }
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
        }
        return new Verdict.Silent(last);
    }

    private static Verdict owned(Service service, int port, int status) {
        OptionalLong listener = Ports.listener(port);
        return listener.isEmpty() || service.owns(listener.getAsLong())
                ? new Verdict.Serving(status)
                : new Verdict.Foreign(listener.getAsLong());
    }
}
