package dev.builderos.gateway.http;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Serves the console as it lies on the class path under {@code console/}, where whoever puts the server together lays it. All
 * its places are one page, which finds its own way; what is no place of it is not answered here.
 */
@ApplicationScoped
class ConsolePages {
    /** The places the page knows; {@code routes.ts} of the console says the same. */
    private static final Pattern PLACE = Pattern.compile(
            "/|/runs|/runs/[0-9a-f-]{36}|/inbox|/projects|/projects/[a-z0-9][a-z0-9-]{0,62}(/(pipelines|agents|deployments))?"
                    + "|/prompts|/policies|/audit|/shelf|/server|/settings(/(members|roles|tokens|webhooks))?");

    /** Named after their content, so that they never change. */
    private static final Pattern ASSET = Pattern.compile("/assets/[A-Za-z0-9_-]{1,100}\\.(js|css)");

    private static final String ICON = "/favicon.svg";
    private static final Map<String, String> TYPES = Map.of(
            "js", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "svg", "image/svg+xml",
            "html", "text/html; charset=utf-8");

    /** Nothing from elsewhere, nothing within the page; pictures and downloads it makes itself of what it has read. */
    private static final String CONTENT_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
                    + " img-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /** Before what answers that there is no such path. */
    private static final int EARLY = -1_000;

    /** Those there are, read once; what is asked for and not there is not remembered. */
    private final Map<String, Page> pages = new ConcurrentHashMap<>();

    private record Page(String type, Buffer plain, Buffer compressed) {}

    static boolean serves(String path) {
        return PLACE.matcher(path).matches() || isAsset(path);
    }

    private static boolean isAsset(String path) {
        return path.equals(ICON) || ASSET.matcher(path).matches();
    }

    void register(@Observes Router router) {
        router.routeWithRegex("/[^/]*(/[^/]*){0,2}")
                .order(EARLY)
                .method(HttpMethod.GET)
                .method(HttpMethod.HEAD)
                .handler(this::answer);
    }

    private void answer(RoutingContext context) {
        String path = context.normalizedPath();
        if (!serves(path)) {
            context.next();
            return;
        }
        HttpServerResponse response = context.response()
                .putHeader("Content-Security-Policy", CONTENT_POLICY)
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("Cross-Origin-Opener-Policy", "same-origin")
                .putHeader("X-Frame-Options", "DENY");
        boolean asset = isAsset(path);
        page(context, asset ? path.substring(1) : "index.html")
                .onSuccess(page -> {
                    if (page.isPresent()) {
                        boolean named = asset && !path.equals(ICON);
                        response.putHeader(
                                HttpHeaders.CACHE_CONTROL, named ? "public, max-age=31536000, immutable" : "no-cache");
                        send(context.request(), page.get());
                    } else if (asset) {
                        context.next();
                    } else {
                        page(context, "missing-console.html")
                                .onSuccess(missing -> {
                                    response.setStatusCode(503);
                                    send(context.request(), missing.orElseThrow());
                                })
                                .onFailure(context::fail);
                    }
                })
                .onFailure(context::fail);
    }

    private static void send(HttpServerRequest request, Page page) {
        HttpServerResponse response = request.response();
        boolean compressed = takesGzip(request.getHeader(HttpHeaders.ACCEPT_ENCODING));
        if (compressed) {
            response.putHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
        }
        Buffer body = compressed ? page.compressed() : page.plain();
        response.putHeader(HttpHeaders.CONTENT_TYPE, page.type())
                .putHeader(HttpHeaders.VARY, "Accept-Encoding")
                .putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length()));
        if (request.method().equals(HttpMethod.HEAD)) {
            response.end();
        } else {
            response.end(body);
        }
    }

    private static boolean takesGzip(@Nullable String encodings) {
        return encodings != null && encodings.matches("(.*,)?\\s*gzip\\s*(,.*)?");
    }

    /** Read and compressed away from the event loop, once. */
    private Future<Optional<Page>> page(RoutingContext context, String file) {
        Page known = pages.get(file);
        if (known != null) {
            return Future.succeededFuture(Optional.of(known));
        }
        return context.vertx()
                .executeBlocking(() -> load(file).orElse(null))
                .map(Optional::ofNullable)
                .onSuccess(loaded -> loaded.ifPresent(page -> pages.put(file, page)));
    }

    private static Optional<Page> load(String file) {
        try (InputStream in = Thread.currentThread().getContextClassLoader().getResourceAsStream("console/" + file)) {
            if (in == null) {
                return Optional.empty();
            }
            byte[] plain = in.readAllBytes();
            String type = TYPES.get(file.substring(file.lastIndexOf('.') + 1));
            return type == null
                    ? Optional.empty()
                    : Optional.of(new Page(type, Buffer.buffer(plain), compressed(plain)));
        } catch (IOException e) {
            throw new UncheckedIOException(file, e);
        }
    }

    private static Buffer compressed(byte[] plain) throws IOException {
        ByteArrayOutputStream into = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(into)) {
            gzip.write(plain);
        }
        return Buffer.buffer(into.toByteArray());
    }
}
