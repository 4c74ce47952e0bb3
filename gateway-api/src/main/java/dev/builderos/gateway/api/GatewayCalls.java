package dev.builderos.gateway.api;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** How every operation is asked for: with whom it is for, errors as {@link GatewayProblem}, silence as {@link GatewayUnreachable}. */
abstract class GatewayCalls implements AutoCloseable {
    static final byte[] NOTHING = {};

    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(30);
    private static final int MAX_PROBLEM_BYTES = 1 << 20;

    private final Endpoint.Source endpoint;
    private final EventStream.Timing timing;
    private final Connections connections = new Connections();

    GatewayCalls(Endpoint.Source endpoint, EventStream.Timing timing) {
        this.endpoint = endpoint;
        this.timing = timing;
    }

    @Override
    public void close() {
        connections.close();
    }

    Exchange asking(String method, byte[] body) {
        return (address, headers) -> connections.ask(method, address, headers, body, REQUEST_TIMEOUT);
    }

    /** A way to ask. */
    interface Exchange {
        HttpAnswer of(URI address, Map<String, String> headers) throws IOException;
    }

    <T> T get(String path, Class<T> type) {
        return send("GET", path, NOTHING, Map.of(), type);
    }

    <T> T post(String path, Object body, String idempotencyKey, Class<T> type) {
        return send("POST", path, RecordJson.write(body), Map.of("Idempotency-Key", idempotencyKey), type);
    }

    <T> T send(String method, String path, byte[] body, Map<String, String> more, Class<T> type) {
        Map<String, String> headers = new HashMap<>(more);
        if (body.length > 0) {
            headers.put("Content-Type", "application/json");
        }
        return told(method, path, body, headers, type);
    }

    <T> T sendBytes(String method, String path, byte[] body, Class<T> type) {
        Map<String, String> headers = new HashMap<>(Map.of("Content-Type", "application/octet-stream"));
        return told(method, path, body, headers, type);
    }

    private <T> T told(String method, String path, byte[] body, Map<String, String> headers, Class<T> type) {
        headers.put("Accept", "application/json, application/problem+json");
        Endpoint now = endpoint.find();
        byte[] answer = exchange(now, method, path, body, headers);
        try {
            return RecordJson.read(answer, type);
        } catch (IOException e) {
            throw new GatewayUnreachable(
                    "the server's answer to " + method + " " + path + " is not understood", e, now.base());
        }
    }

    byte[] bytes(String method, String path) {
        return exchange(method, path, NOTHING, Map.of());
    }

    byte[] exchange(String method, String path, byte[] body, Map<String, String> headers) {
        return exchange(endpoint.find(), method, path, body, headers);
    }

    private byte[] exchange(Endpoint now, String method, String path, byte[] body, Map<String, String> headers) {
        try (HttpAnswer answer = open(now, path, headers, asking(method, body))) {
            return answer.body().readAllBytes();
        } catch (IOException e) {
            throw new GatewayUnreachable(
                    "the connection broke within the answer to " + method + " " + path, e, now.base());
        }
    }

    /** Gives the answer if it is no error. The caller closes it. */
    HttpAnswer open(String path, Map<String, String> more, Exchange exchange) {
        return open(endpoint.find(), path, more, exchange);
    }

    private static HttpAnswer open(Endpoint now, String path, Map<String, String> more, Exchange exchange) {
        Map<String, String> headers = new HashMap<>(more);
        headers.put("Authorization", "Bearer " + now.token());
        if (now.org() != null) {
            headers.put("BuilderOS-Org", now.org());
        }
        URI address = URI.create(now.base() + path);
        try {
            HttpAnswer answer = exchange.of(address, headers);
            if (answer.successful()) {
                return answer;
            }
            try (answer) {
                throw problem(answer.status(), answer.body().readNBytes(MAX_PROBLEM_BYTES));
            }
        } catch (IOException e) {
            throw new GatewayUnreachable("no answer from " + now.base() + "/", e, now.base());
        }
    }

    <T> EventStream<T> stream(String path, EventStream.Reading<T> reading, Predicate<T> unseen) {
        Exchange live = (address, headers) -> connections.stream(address, headers, timing.silence());
        return new EventStream<>(lastEventId -> openStream(path, lastEventId, live), reading, unseen, timing);
    }

    /** A stream that the server ends, cheaper to open; the thread that reads it closes it. */
    <T> EventStream<T> ending(String path, EventStream.Reading<T> reading, Predicate<T> unseen) {
        Exchange ending = (address, headers) -> connections.ask("GET", address, headers, NOTHING, timing.silence());
        return new EventStream<>(lastEventId -> openStream(path, lastEventId, ending), reading, unseen, timing);
    }

    private InputStream openStream(String path, @Nullable String lastEventId, Exchange exchange) throws IOException {
        Map<String, String> headers = new HashMap<>(Map.of("Accept", "text/event-stream"));
        if (lastEventId != null) {
            headers.put("Last-Event-ID", lastEventId);
        }
        try {
            return open(path, headers, exchange).body();
        } catch (GatewayProblem e) {
            if (e.status() >= 500 || e.status() == 429) {
                throw new IOException("the server cannot stream now", e);
            }
            throw e;
        }
    }

    private static GatewayProblem problem(int status, byte[] body) {
        try {
            return new GatewayProblem(RecordJson.read(body, ProblemDetails.class));
        } catch (IOException | IllegalArgumentException e) {
            return new GatewayProblem(new ProblemDetails(
                    null,
                    "HTTP " + status,
                    status,
                    "the answer has no problem details",
                    "http." + status,
                    List.of(),
                    null));
        }
    }

    static String newKey() {
        return UUID.randomUUID().toString();
    }

    static String segment(String text) {
        return encode(text).replace("+", "%20");
    }

    static String query(@Nullable Object... namesAndValues) {
        StringBuilder query = new StringBuilder();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            Object value = namesAndValues[i + 1];
            if (value != null) {
                query.append(query.isEmpty() ? '?' : '&')
                        .append(namesAndValues[i])
                        .append('=')
                        .append(encode(value.toString()));
            }
        }
        return query.toString();
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
