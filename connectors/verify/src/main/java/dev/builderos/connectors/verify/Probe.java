package dev.builderos.connectors.verify;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Asks an address once. */
final class Probe implements AutoCloseable {
    private static final Duration REQUEST = Duration.ofSeconds(5);
    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final int BODY_CHARACTERS = 200;
    private static final int BODY_BYTES = BODY_CHARACTERS * 4;

    private final HttpClient client = HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT)
            .build();
    private final URI address;

    Probe(URI address) {
        this.address = address;
    }

    /** What was seen. */
    sealed interface Sight {
        record Answered(int status, String body) implements Sight {}

        record Silent(String why) implements Sight {}

        default boolean is(int expected) {
            return this instanceof Answered answered && answered.status() == expected;
        }

        default String words() {
            return switch (this) {
                case Answered answered ->
                    "status " + answered.status()
                            + (answered.body().isEmpty() ? " with an empty body" : " with body: " + answered.body());
                case Silent silent -> "no answer (" + silent.why() + ")";
            };
        }
    }

    Sight look() throws InterruptedException {
        var request = HttpRequest.newBuilder(address).timeout(REQUEST).build();
        try {
            HttpResponse<InputStream> response = client.send(request, BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                return new Sight.Answered(response.statusCode(), excerpt(body.readNBytes(BODY_BYTES)));
            }
        } catch (IOException failed) {
            String why = failed.getMessage() == null ? failed.getClass().getSimpleName() : failed.getMessage();
            return new Sight.Silent(excerpt(why.getBytes(StandardCharsets.UTF_8)));
        }
    }

    /** The beginning, with characters written out that would steer a terminal or hide text. */
    private static String excerpt(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        var visible = new StringBuilder();
        text.codePoints().limit(BODY_CHARACTERS).forEach(point -> {
            if (Character.isISOControl(point) || Character.getType(point) == Character.FORMAT) {
                visible.append(String.format("\\u%04x", point));
            } else {
                visible.appendCodePoint(point);
            }
        });
        return visible.toString();
    }

    /** At once: what is still being sent does not matter any more. */
    @Override
    public void close() {
        client.shutdownNow();
    }
}
