package dev.builderos.it;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The server over HTTP, with its token. */
record Api(int port, String token) {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private static final Duration LONGEST = Duration.ofSeconds(30);

    static Api of(Path home) {
        try {
            int port = Json.read(Files.readString(home.resolve("server.json")))
                    .path("port")
                    .asInt();
            return new Api(port, Files.readString(home.resolve("token")).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An event of a stream. */
    record Event(String id, String type, String data) {}

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    JsonNode get(String path) {
        HttpResponse<String> answer = send("GET", path, null);
        if (answer.statusCode() != 200) {
            throw new AssertionError(path + " → " + answer.statusCode() + " " + answer.body());
        }
        return Json.read(answer.body());
    }

    HttpResponse<String> send(String method, String path, @Nullable Object body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path))
                .timeout(LONGEST)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(Json.write(body)));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return plain(request.build());
    }

    static HttpResponse<String> plain(HttpRequest request) {
        try {
            return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The first events of a stream, or all when it ends before. */
    List<Event> events(String path, @Nullable String lastEventId, int most) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path))
                .timeout(LONGEST)
                .header("Authorization", "Bearer " + token)
                .header("Accept", "text/event-stream");
        if (lastEventId != null) {
            request.header("Last-Event-ID", lastEventId);
        }
        try (Stream<String> lines =
                HTTP.send(request.build(), HttpResponse.BodyHandlers.ofLines()).body()) {
            List<Event> events = new ArrayList<>();
            String id = "";
            String type = "";
            StringBuilder data = new StringBuilder();
            for (String line : (Iterable<String>) lines::iterator) {
                if (line.startsWith("id:")) {
                    id = line.substring(3).strip();
                } else if (line.startsWith("event:")) {
                    type = line.substring(6).strip();
                } else if (line.startsWith("data:")) {
                    data.append(line.substring(5));
                } else if (line.isEmpty() && !data.isEmpty()) {
                    events.add(new Event(id, type, data.toString().strip()));
                    data.setLength(0);
                    if (events.size() == most) {
                        break;
                    }
                }
            }
            return events;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
