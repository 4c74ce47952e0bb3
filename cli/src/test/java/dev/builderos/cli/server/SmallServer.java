package dev.builderos.cli.server;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/** A program that behaves as the laptop server does towards the command line: it answers, and leaves its two files. */
public final class SmallServer {
    private SmallServer() {}

    public static void main(String[] arguments) throws IOException {
        System.out.println("starting");
        if (arguments.length > 0) {
            System.out.println(arguments[0]);
            System.exit(7);
        }
        Path home = Path.of(System.getenv("BUILDEROS_HOME"));
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/status", exchange -> {
            byte[] body =
                    ("{\"version\":\"0.1.0\",\"startedAt\":\"2026-11-22T10:00:00Z\",\"pid\":1,\"home\":\"/\",\"database\":\"none\","
                                    + "\"runs\":{\"active\":0,\"setAside\":0},\"parked\":0,\"sandbox\":{\"name\":\"bubblewrap\",\"ok\":true,\"checks\":[]},\"models\":[]}")
                            .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        Files.writeString(home.resolve("token"), "secret");
        Files.writeString(
                home.resolve("server.json"),
                "{\"pid\":" + ProcessHandle.current().pid() + ",\"port\":"
                        + server.getAddress().getPort() + ",\"startedAt\":\"" + Instant.now()
                        + "\",\"version\":\"0.1.0\"}");
    }
}
