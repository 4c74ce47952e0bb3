package dev.builderos.bus.nats;

import dev.builderos.bus.BusDisconnected;
import dev.builderos.bus.BusUnavailable;
import io.nats.client.Connection;
import io.nats.client.ConnectionListener;
import io.nats.client.ErrorListener;
import io.nats.client.JetStreamSubscription;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The connection to NATS: made in the background, and made again for as long as the process lives. */
final class NatsLink implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(NatsLink.class);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration RECONNECT_WAIT = Duration.ofMillis(250);
    /** The client forgets requests nobody answered that often; callers are told at their own deadline. */
    private static final Duration CLEANUP = Duration.ofSeconds(1);

    private static final Duration PING = Duration.ofSeconds(5);
    private static final int MISSED_PINGS = 2;

    private final NatsSettings settings;
    private final Runnable onUp;
    private final Runnable onBack;
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("nats-", 0).factory());
    private final CompletableFuture<Connection> first = new CompletableFuture<>();
    private final AtomicBoolean away = new AtomicBoolean();

    /**
     * Starts to connect.
     *
     * @param onUp called whenever the connection is there, for the first time or again
     * @param onBack called when it is there again with all that is subscribed to
     */
    NatsLink(NatsSettings settings, Runnable onUp, Runnable onBack) {
        this.settings = settings;
        this.onUp = onUp;
        this.onBack = onBack;
        var _ = threads.submit(this::connect);
    }

    private void connect() {
        try {
            Connection connection = Nats.connectReconnectOnConnect(options());
            if (!first.complete(connection)) {
                connection.close();
            }
            onUp.run();
        } catch (IOException | InterruptedException | RuntimeException e) {
            LOG.errorf(e, "cannot connect to NATS, and shall not try again url=%s", settings.url());
            first.completeExceptionally(new BusUnavailable("cannot connect to NATS at " + settings.url(), e));
        }
    }

    private Options options() {
        Options.Builder options = new Options.Builder()
                .servers(settings.url().split(","))
                .connectionName(settings.service())
                .inboxPrefix("_INBOX_" + settings.service() + ".")
                .executor(threads)
                .connectionTimeout(CONNECT_TIMEOUT)
                .reconnectWait(RECONNECT_WAIT)
                .maxReconnects(-1)
                .pingInterval(PING)
                .maxPingsOut(MISSED_PINGS)
                .requestCleanupInterval(CLEANUP)
                .reportNoResponders()
                .useTimeoutException()
                .connectionListener((connection, event) -> changed(event))
                .errorListener(new Errors());
        settings.user()
                .ifPresent(user -> options.userInfo(
                        user.toCharArray(), settings.password().orElse("").toCharArray()));
        settings.credentials().ifPresent(file -> options.credentialPath(file.toString()));
        settings.truststore().ifPresent(file -> options.truststorePath(file.toString()));
        settings.truststorePassword().ifPresent(password -> options.truststorePassword(password.toCharArray()));
        return options.build();
    }

    /** What happens to the connection after it was made. */
    private void changed(ConnectionListener.Events event) {
        switch (event) {
            case DISCONNECTED -> {
                if (!away.getAndSet(true)) {
                    LOG.warnf("NATS is away, nothing goes on until it is back url=%s", settings.url());
                }
            }
            case CONNECTED -> away.set(false);
            case RESUBSCRIBED -> {
                away.set(false);
                LOG.infof("NATS is back url=%s", settings.url());
                onUp.run();
                onBack.run();
            }
            default -> LOG.debugf("NATS %s", event);
        }
    }

    /** What the client finds wrong. */
    private final class Errors implements ErrorListener {
        @Override
        public void errorOccurred(Connection connection, String error) {
            LOG.errorf("NATS refuses service=%s reason=%s", settings.service(), error);
        }

        @Override
        public void exceptionOccurred(Connection connection, Exception exception) {
            LOG.debugf("NATS client failed service=%s reason=%s", settings.service(), exception.toString());
        }

        @Override
        public void heartbeatAlarm(
                Connection connection,
                JetStreamSubscription subscription,
                long lastStreamSequence,
                long lastConsumerSequence) {
            onUp.run();
        }
    }

    CompletionStage<Connection> first() {
        return first;
    }

    /** The connection, or a failure that says that there is none yet. */
    Connection current() {
        Connection connection = currentOrNull();
        if (connection == null) {
            throw new BusDisconnected("not connected to NATS at " + settings.url());
        }
        return connection;
    }

    @Nullable
    Connection currentOrNull() {
        Connection connection = first.isDone() && !first.isCompletedExceptionally() ? first.join() : null;
        return connection != null && connection.getStatus() == Connection.Status.CONNECTED ? connection : null;
    }

    /**
     * Does something with the connection once it is there; gives what undoes it. Subscriptions outlive reconnects.
     *
     * @param attaching gives what undoes what it did
     */
    Runnable attach(Function<Connection, Runnable> attaching) {
        Attachment attachment = new Attachment();
        var _ = first.thenAccept(connection -> attachment.made(attaching.apply(connection)));
        return attachment::end;
    }

    /** What is undone once, whether it ends before or after it is made. */
    private static final class Attachment {
        private @Nullable Runnable undo;
        private boolean ended;

        void made(Runnable undoing) {
            boolean late;
            synchronized (this) {
                undo = undoing;
                late = ended;
            }
            if (late) {
                undoing.run();
            }
        }

        void end() {
            Runnable undoing;
            synchronized (this) {
                undoing = ended ? null : undo;
                ended = true;
            }
            if (undoing != null) {
                undoing.run();
            }
        }
    }

    @Override
    public void close() {
        if (!first.cancel(true) && !first.isCompletedExceptionally()) {
            try {
                first.join().close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        threads.shutdownNow();
    }
}
