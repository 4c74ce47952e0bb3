package dev.builderos.gateway.http;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveResourceInfo;
import org.jboss.resteasy.reactive.server.spi.ServerHttpResponse;
import org.jboss.resteasy.reactive.server.spi.ServerMessageBodyWriter;
import org.jboss.resteasy.reactive.server.spi.ServerRequestContext;
import org.jspecify.annotations.Nullable;

/**
 * Writes live events one after the other, the next when the client has room for it. Quarkus would write a stream of events too,
 * but put each of them together anew for each client, which is what two hundred of them cost.
 */
@Provider
public class LiveEventsWriter implements ServerMessageBodyWriter<LiveEvents> {
    private static final Logger LOG = Logger.getLogger(LiveEventsWriter.class);

    @Override
    public boolean isWriteable(
            Class<?> type, Type genericType, ResteasyReactiveResourceInfo target, MediaType mediaType) {
        return type == LiveEvents.class;
    }

    @Override
    public boolean isWriteable(Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
        return type == LiveEvents.class;
    }

    @Override
    public void writeResponse(LiveEvents body, Type genericType, ServerRequestContext context) {
        ResteasyReactiveRequestContext request = (ResteasyReactiveRequestContext) context;
        request.suspend();
        ServerHttpResponse response = context.serverResponse();
        Writing writing = new Writing(request, response);
        response.addCloseHandler(writing::clientWent);
        body.events().subscribe().withSubscriber(writing);
    }

    @Override
    public void writeTo(
            LiveEvents body,
            Class<?> type,
            Type genericType,
            Annotation[] annotations,
            MediaType mediaType,
            MultivaluedMap<String, Object> headers,
            OutputStream out) {
        throw new UnsupportedOperationException("a live answer has no end to wait for");
    }

    private static final class Writing implements Flow.Subscriber<byte[]> {
        private final ResteasyReactiveRequestContext request;
        private final ServerHttpResponse response;
        private volatile Flow.@Nullable Subscription subscription;
        private final AtomicBoolean over = new AtomicBoolean();

        Writing(ResteasyReactiveRequestContext request, ServerHttpResponse response) {
            this.request = request;
            this.response = response;
        }

        @Override
        public void onSubscribe(Flow.Subscription made) {
            subscription = made;
            if (over.get()) {
                made.cancel();
            } else {
                made.request(1);
            }
        }

        @Override
        public void onNext(byte[] event) {
            if (!response.headWritten()) {
                response.setChunked(true);
            }
            response.write(event, failure -> {
                if (failure == null) {
                    subscribed().request(1);
                } else {
                    clientWent();
                }
            });
        }

        @Override
        public void onError(Throwable failure) {
            if (!over.compareAndSet(false, true)) {
                return;
            }
            if (response.headWritten()) {
                LOG.errorf(failure, "a live answer broke off");
                response.reset();
                request.resume();
            } else {
                response.setPreCommitListener(null);
                request.resume(failure, true);
            }
        }

        @Override
        public void onComplete() {
            if (over.compareAndSet(false, true)) {
                response.end();
                request.resume();
            }
        }

        void clientWent() {
            if (over.compareAndSet(false, true)) {
                Flow.Subscription events = subscription;
                if (events != null) {
                    events.cancel();
                }
                request.resume();
            }
        }

        private Flow.Subscription subscribed() {
            return Objects.requireNonNull(subscription, "events come after the subscription");
        }
    }
}
