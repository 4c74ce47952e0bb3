import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/** What the service answers: a status and a text. */
record Answer(int status, String text) {}

/** Every route is one line here. */
Answer answer(String method, String path) {
    return switch (method + " " + path) {
        case "GET /" -> new Answer(200, "Hello from {{name}}\n");
        default -> new Answer(404, "not found\n");
    };
}

/** Serves on HOST and PORT, this machine and any free port unless given, and says where before the first request. */
void main() throws IOException {
    String host = System.getenv().getOrDefault("HOST", "127.0.0.1");
    int port = Integer.parseInt(System.getenv().getOrDefault("PORT", "0"));
    HttpServer server = HttpServer.create(new InetSocketAddress(host, port), 0);
    server.createContext("/", this::handle);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
    IO.println("listening on http://" + host + ":" + server.getAddress().getPort());
}

void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
        Answer answer = answer(exchange.getRequestMethod(), exchange.getRequestURI().getPath());
        byte[] body = answer.text().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
        exchange.sendResponseHeaders(answer.status(), body.length);
        exchange.getResponseBody().write(body);
    }
}
