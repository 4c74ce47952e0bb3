package dev.builderos.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** A provider that speaks Ollama's protocol: it answers by {@code case:NAME} in what it is asked, and remembers what it was sent. */
final class TalkativeModel implements AutoCloseable {
    private final HttpServer server;
    private final Map<String, List<Answer>> answers;
    private final String complaint;
    private final List<String> asked = new CopyOnWriteArrayList<>();

    /** One answer: words, and a call or none. */
    record Answer(String text, String tool, Map<String, Object> arguments) {
        static Answer says(String text) {
            return new Answer(text, "", Map.of());
        }

        static Answer calls(String text, String tool, Map<String, Object> arguments) {
            return new Answer(text, tool, arguments);
        }
    }

    /**
     * @param answers of each case, one after the other
     * @param complaint the error that answers any other case
     */
    TalkativeModel(Map<String, List<Answer>> answers, String complaint) throws IOException {
        this.answers = answers;
        this.complaint = complaint;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** What was sent here so far. */
    List<String> asked() {
        return List.copyOf(asked);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        asked.add(body);
        JsonNode messages = Json.read(body).path("messages");
        int turn = 0;
        String name = "";
        for (JsonNode message : messages) {
            turn += message.path("role").asText().equals("assistant") ? 1 : 0;
            String content = message.path("content").asText();
            int at = content.indexOf("case:");
            name = at < 0 || !message.path("role").asText().equals("user") ? name : content.substring(at + 5);
        }
        List<Answer> known = answers.get(name);
        if (known == null) {
            send(exchange, 400, Map.of("error", complaint));
        } else {
            send(exchange, 200, message(known.get(Math.min(turn, known.size() - 1))));
        }
    }

    private static Map<String, Object> message(Answer answer) {
        Map<String, Object> message = answer.tool().isEmpty()
                ? Map.of("role", "assistant", "content", answer.text())
                : Map.of(
                        "role",
                        "assistant",
                        "content",
                        answer.text(),
                        "tool_calls",
                        List.of(Map.of("function", Map.of("name", answer.tool(), "arguments", answer.arguments()))));
        return Map.of(
                "model",
                "stub",
                "created_at",
                "2026-11-22T10:00:00Z",
                "message",
                message,
                "done",
                true,
                "prompt_eval_count",
                7,
                "eval_count",
                5);
    }

    private static void send(HttpExchange exchange, int status, Map<String, Object> answer) throws IOException {
        byte[] body = Json.write(answer).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
