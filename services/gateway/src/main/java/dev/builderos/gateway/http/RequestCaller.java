package dev.builderos.gateway.http;

import dev.builderos.gateway.usecase.Identity;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import org.jspecify.annotations.Nullable;

/** The caller as {@link Guard} found it out; a request that it let through without asking has none. */
@ApplicationScoped
class RequestCaller implements Caller {
    private static final String KEY = RequestCaller.class.getName();

    private final CurrentVertxRequest current;

    RequestCaller(CurrentVertxRequest current) {
        this.current = current;
    }

    static void put(RoutingContext context, Identity identity) {
        context.put(KEY, identity);
    }

    /** Null for a request that anybody may make. */
    static @Nullable Identity of(RoutingContext context) {
        return context.get(KEY);
    }

    @Override
    public Identity identity() {
        RoutingContext context = current.getCurrent();
        Identity identity = context == null ? null : of(context);
        if (identity == null) {
            throw new IllegalStateException("it is not known whom this request is from");
        }
        return identity;
    }
}
