package dev.builderos.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.builderos.gateway.api.Endpoint;
import dev.builderos.gateway.api.GatewayClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A real HTTP server on the loopback interface that speaks as much of the gateway's API as a test tells it to. */
public final class SmallGateway implements AutoCloseable {
    /** An answer; a status of 2xx is JSON or bytes, others are problem details. */
    public static final class Reply {
        private final int status;
        private final byte[] body;

        public Reply(int status, byte[] body) {
            this.status = status;
            this.body = body.clone();
        }

        public static Reply json(String body) {
            return new Reply(200, body.getBytes(StandardCharsets.UTF_8));
        }

        public static Reply problem(int status, String code) {
            return new Reply(
                    status,
                    ("{\"title\":\"no\",\"status\":" + status + ",\"detail\":\"because\",\"code\":\"" + code + "\"}")
                            .getBytes(StandardCharsets.UTF_8));
        }
    }

    /** What it was asked, e.g. {@code POST /v1/runs}, with the body. */
    public record Asked(String what, @Nullable String query, String body) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, Function<Asked, Reply>> routes = new ConcurrentHashMap<>();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();

    public SmallGateway() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    public URI base() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    public GatewayClient client() {
        Endpoint endpoint = new Endpoint(base(), "token");
        return new GatewayClient(() -> endpoint);
    }

    /** Answers a request such as {@code GET /v1/runs/r1}; the query is not looked at. */
    public SmallGateway on(String what, Function<Asked, Reply> reply) {
        routes.put(what, reply);
        return this;
    }

    public SmallGateway on(String what, String json) {
        return on(what, ignored -> Reply.json(json));
    }

    public List<Asked> asked(String what) {
        return asked.stream().filter(request -> request.what().equals(what)).toList();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String what =
                    exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
            Asked request = new Asked(
                    what,
                    exchange.getRequestURI().getRawQuery(),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            asked.add(request);
            Reply reply = routes.getOrDefault(what, ignored -> Reply.problem(404, "not-found"))
                    .apply(request);
            exchange.sendResponseHeaders(reply.status, reply.body.length == 0 ? -1 : reply.body.length);
            exchange.getResponseBody().write(reply.body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
