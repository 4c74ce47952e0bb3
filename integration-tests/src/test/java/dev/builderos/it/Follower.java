package dev.builderos.it;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Somebody who watches a run to its end, and connects again behind the last fact seen however often the line is cut. */
final class Follower implements Runnable {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final Supplier<Api> api;
    private final String run;
    private final List<Evidence.Sight> sights = new CopyOnWriteArrayList<>();
    private volatile long last;

    Follower(Supplier<Api> api, String run) {
        this.api = api;
        this.run = run;
    }

    String followed() {
        return run;
    }

    List<Evidence.Sight> sights() {
        return List.copyOf(sights);
    }

    @Override
    public void run() {
        boolean over = false;
        while (!over && !Thread.currentThread().isInterrupted()) {
            try {
                over = followOnce();
            } catch (IOException | UncheckedIOException cut) {
                LockSupport.parkNanos(PAUSE.toNanos());
            } catch (InterruptedException stopped) {
                return;
            }
        }
    }

    private boolean followOnce() throws IOException, InterruptedException {
        Api server = api.get();
        HttpRequest request = HttpRequest.newBuilder(server.uri("/v1/runs/" + run + "/events"))
                .header("Authorization", "Bearer " + server.token())
                .header("Accept", "text/event-stream")
                .header("Last-Event-ID", Long.toString(last))
                .build();
        HttpResponse<Stream<String>> answer = HTTP.send(request, HttpResponse.BodyHandlers.ofLines());
        try (Stream<String> lines = answer.body()) {
            if (answer.statusCode() != 200) {
                LockSupport.parkNanos(PAUSE.toNanos());
                return false;
            }
            String type = "";
            for (String line : (Iterable<String>) lines::iterator) {
                if (line.startsWith("event:")) {
                    type = line.substring("event:".length()).strip();
                } else if (line.startsWith("data:") && take(type, Json.read(line.substring("data:".length())))) {
                    return true;
                }
            }
            return false;
        }
    }

    /** Whether that was the end. */
    private boolean take(String type, JsonNode data) {
        if (type.equals("gap")) {
            last = data.path("to").asLong();
            sights.add(new Evidence.Sight.Gap(data.path("from").asLong(), last));
        } else if (type.equals("fact")) {
            last = data.path("seq").asLong();
            sights.add(new Evidence.Sight.Seen(last));
            return data.path("type").asText().equals("ReceiptIssued");
        }
        return type.equals("end");
    }
}
