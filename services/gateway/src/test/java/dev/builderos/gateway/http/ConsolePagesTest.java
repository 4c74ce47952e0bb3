package dev.builderos.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The gateway by itself has no console on its class path, as a server has none that was built without Node. */
class ConsolePagesTest {
    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private HttpServer server;

    @BeforeEach
    void serve() {
        Router router = Router.router(vertx);
        new ConsolePages().register(router);
        router.route().handler(context -> context.response().setStatusCode(404).end());
        server = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    @AfterEach
    void stop() {
        client.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void saysWhatIsMissingWhereTheConsoleIsNotBuilt() throws IOException, InterruptedException {
        HttpResponse<String> answer = get("/runs");

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("built with Node.js 20.19 or newer");
        assertThat(answer.headers().firstValue("Content-Security-Policy")).isPresent();
    }

    @Test
    void leavesWhatIsNoPlaceOfTheConsoleToOthers() throws IOException, InterruptedException {
        for (String path : new String[] {
            "/v1/runs",
            "/v1",
            "/q/metrics",
            "/assets/index.js",
            "/missing-console.html",
            "/runs/a/b",
            "/runs/latest",
            "/projects/a/secrets",
            "/settings/secrets"
        }) {
            assertThat(get(path).statusCode()).as(path).isEqualTo(404);
        }
        assertThat(send("POST", "/runs").statusCode()).isEqualTo(404);
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send("GET", path);
    }

    private HttpResponse<String> send(String method, String path) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort() + path))
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
