package dev.builderos.sandbox.jobs;

import dev.builderos.sandbox.Outcome;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the log of a pod from its first byte to its last, asking again where the connection was lost. It ends when a reading
 * that began after the container's end came to its own end, or when several readings in a row gave nothing.
 */
final class LogFollower {
    /** Readings in a row that fail without giving a byte. */
    private static final int ATTEMPTS = 6;

    /** After the end of the container, what is left comes without pauses: longer ones mean a connection that is dead. */
    private static final Duration QUIET = Duration.ofSeconds(20);

    private final Cluster cluster;
    private final String pod;
    private final ResumableLog log;
    private final CompletableFuture<Outcome> ended;
    private final CompletableFuture<Void> stop;
    private volatile boolean taking;
    private volatile @Nullable RuntimeException sinkBroke;

    /**
     * Reads on the caller's thread once {@link #read()} is called.
     *
     * @param ended completes with the end of the container
     * @param stop completes when nobody wants to read on
     */
    LogFollower(
            Cluster cluster,
            String pod,
            ResumableLog log,
            CompletableFuture<Outcome> ended,
            CompletableFuture<Void> stop) {
        this.cluster = cluster;
        this.pod = pod;
        this.log = log;
        this.ended = ended;
        this.stop = stop;
    }

    /** Blocks until the log is read, and says why not all of it could be; throws what the sink threw. */
    Optional<String> read() throws InterruptedException {
        int failures = 0;
        String why = "";
        while (!stop.isDone()) {
            boolean wasOver = ended.isDone();
            long before = log.bytes();
            Throwable failure = readOnce();
            RuntimeException broken = sinkBroke;
            if (broken != null) {
                throw broken;
            }
            if (failure == null && wasOver) {
                return Optional.empty();
            }
            if (failure != null) {
                failures = log.bytes() > before ? 1 : failures + 1;
                why = String.valueOf(failure.getMessage());
                if (failures == ATTEMPTS) {
                    return Optional.of(why);
                }
            }
            pause(failures);
        }
        return Optional.of("it was stopped");
    }

    /** Until the container has ended, or for as long as the next attempt is to wait. */
    private void pause(int failures) throws InterruptedException {
        if (ended.isDone() && failures == 0) {
            return;
        }
        CompletableFuture<?> news = ended.isDone() ? stop : CompletableFuture.anyOf(ended, stop);
        awaitQuietly(news, Duration.ofMillis(100L << Math.min(failures, ATTEMPTS)));
    }

    private @Nullable Throwable readOnce() throws InterruptedException {
        HttpClient http = cluster.client().getHttpClient();
        CompletableFuture<HttpResponse<InputStream>> asked =
                http.sendAsync(http.newHttpRequestBuilder().uri(address()).build(), InputStream.class);
        try {
            HttpResponse<InputStream> answer =
                    asked.get(cluster.settings().patience().request().toMillis(), TimeUnit.MILLISECONDS);
            try (InputStream body = answer.body()) {
                // fabric8's own LogWatch takes what is said of an error for the log.
                return answer.isSuccessful()
                        ? follow(body)
                        : new Refused("Kubernetes does not give the log of the pod (" + answer.code() + ")");
            }
        } catch (ExecutionException failed) {
            return failed.getCause();
        } catch (TimeoutException silent) {
            asked.cancel(true);
            return new Refused("the API server of Kubernetes did not answer when asked for the log of the pod");
        } catch (IOException notClosed) {
            return notClosed;
        }
    }

    private URI address() {
        String since = log.begin();
        return URI.create(cluster.client().getMasterUrl() + "api/v1/namespaces/"
                + cluster.settings().namespace() + "/pods/" + pod + "/log?container=" + JobManifest.CONTAINER
                + "&follow=true&timestamps=true"
                + (since == null ? "" : "&sinceTime=" + URLEncoder.encode(since, StandardCharsets.UTF_8)));
    }

    /** Null when the log came to its end, or nobody wants to read on. */
    private @Nullable Throwable follow(InputStream body) throws InterruptedException {
        CompletableFuture<Optional<Throwable>> closed = new CompletableFuture<>();
        Thread.ofVirtual().name("log-" + pod).start(() -> {
            try {
                body.transferTo(new Taking());
                closed.complete(Optional.empty());
            } catch (IOException | RuntimeException failure) {
                closed.complete(Optional.of(failure));
            }
        });
        long last = log.bytes();
        while (!awaitQuietly(CompletableFuture.anyOf(closed, stop), QUIET)) {
            if (ended.isDone() && log.bytes() == last && !taking) {
                return new TimeoutException("the log stopped before its end");
            }
            last = log.bytes();
        }
        return closed.isDone() ? closed.join().orElse(null) : null;
    }

    /** Whether it is complete, however it completed. */
    private static boolean awaitQuietly(CompletableFuture<?> what, Duration atMost) throws InterruptedException {
        try {
            what.handle((value, failure) -> true).get(atMost.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException later) {
            return false;
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Hands on what comes; what the sink throws ends the reading. */
    private final class Taking extends OutputStream {
        @Override
        public void write(int one) {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int count) {
            taking = true;
            try {
                log.write(bytes, offset, count);
            } catch (RuntimeException broken) {
                sinkBroke = broken;
                throw broken;
            } finally {
                taking = false;
            }
        }
    }
}
