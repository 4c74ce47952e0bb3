package dev.builderos.runner.models;

import dev.langchain4j.exception.HttpException;
import dev.langchain4j.exception.TimeoutException;
import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How LangChain4j reaches the providers. Its own client tells of a refusal no more than status and body; this one keeps how long
 * the provider asks to be left alone. Blocking; an interrupt ends the wait.
 */
final class ProviderHttp implements HttpClient {
    private static final int OK = 200;
    private static final int REDIRECT = 300;

    private final java.net.http.HttpClient client;
    private final Duration readTimeout;

    private ProviderHttp(Duration connectTimeout, Duration readTimeout) {
        this.client = java.net.http.HttpClient.newBuilder()
                .connectTimeout(connectTimeout)
                .build();
        this.readTimeout = readTimeout;
    }

    @Override
    public SuccessfulHttpResponse execute(HttpRequest request) {
        HttpResponse<byte[]> answer = send(request);
        if (answer.statusCode() < OK || answer.statusCode() >= REDIRECT) {
            throw new Refusal(
                    answer.statusCode(),
                    new String(answer.body(), StandardCharsets.UTF_8),
                    Refusal.retryAfter(answer.headers()));
        }
        return SuccessfulHttpResponse.builder()
                .statusCode(answer.statusCode())
                .headers(answer.headers().map())
                .body(answer.body())
                .build();
    }

    private HttpResponse<byte[]> send(HttpRequest request) {
        var question = java.net.http.HttpRequest.newBuilder(URI.create(request.url()))
                .timeout(readTimeout)
                .method(
                        request.method().name(),
                        request.body() == null
                                ? java.net.http.HttpRequest.BodyPublishers.noBody()
                                : java.net.http.HttpRequest.BodyPublishers.ofString(request.body()));
        request.headers().forEach((name, values) -> values.forEach(value -> question.header(name, value)));
        try {
            return client.send(question.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (HttpTimeoutException slow) {
            throw new TimeoutException(slow);
        } catch (IOException broken) {
            throw new IllegalStateException(broken);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    @Override
    public void execute(HttpRequest request, ServerSentEventParser parser, ServerSentEventListener listener) {
        throw new UnsupportedOperationException("models are asked for whole answers");
    }

    /** A provider said no. */
    static final class Refusal extends HttpException {
        private static final long serialVersionUID = 1L;
        private static final Pattern SECONDS = Pattern.compile("[0-9]{1,18}");

        private final @Nullable Duration retryAfter;

        Refusal(int status, String body, @Nullable Duration retryAfter) {
            super(status, body);
            this.retryAfter = retryAfter;
        }

        /** How long the provider asks to be left alone; null when it does not say. */
        @Nullable
        Duration retryAfter() {
            return retryAfter;
        }

        /** RFC 9110, 10.2.3: seconds, or a date, which is compared with the provider's own clock. */
        static @Nullable Duration retryAfter(HttpHeaders headers) {
            String said = headers.firstValue("Retry-After").orElse("").strip();
            if (SECONDS.matcher(said).matches()) {
                return Duration.ofSeconds(Long.parseLong(said));
            }
            try {
                return Duration.between(date(headers.firstValue("Date").orElse("")), date(said));
            } catch (DateTimeException none) {
                return null;
            }
        }

        private static Instant date(String text) {
            return DateTimeFormatter.RFC_1123_DATE_TIME.parse(text, Instant::from);
        }
    }

    /** What LangChain4j sets before it has a client built. */
    static final class Builder implements HttpClientBuilder {
        private Duration connectTimeout;
        private Duration readTimeout;

        Builder(Duration timeout) {
            connectTimeout = timeout;
            readTimeout = timeout;
        }

        @Override
        public Duration connectTimeout() {
            return connectTimeout;
        }

        @Override
        public HttpClientBuilder connectTimeout(Duration timeout) {
            connectTimeout = timeout;
            return this;
        }

        @Override
        public Duration readTimeout() {
            return readTimeout;
        }

        @Override
        public HttpClientBuilder readTimeout(Duration timeout) {
            readTimeout = timeout;
            return this;
        }

        @Override
        public HttpClient build() {
            return new ProviderHttp(connectTimeout, readTimeout);
        }
    }
}
