package dev.builderos.it;

import com.fasterxml.jackson.databind.JsonNode;
import io.nats.client.Connection;
import io.nats.client.ErrorListener;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The processes of the cluster in a home. */
record ClusterMembers(Path home) {
    /** The newest process of this member. */
    ProcessHandle process(String member) {
        return ProcessHandle.of(
                        read().path("processes").path(member).path("pid").asLong())
                .orElseThrow();
    }

    int port(String member) {
        return read().path("ports").path(member).asInt();
    }

    /** The connection of somebody who has the password of a service. */
    Connection nats(String service) throws IOException, InterruptedException {
        return nats(
                service,
                Files.readString(home.resolve("cluster/bus-password-" + service))
                        .strip(),
                new ErrorListener() {});
    }

    Connection nats(String service, String password, ErrorListener listener) throws IOException, InterruptedException {
        return Nats.connect(new Options.Builder()
                .server("nats://127.0.0.1:" + port("nats"))
                .userInfo(service.toCharArray(), password.toCharArray())
                .errorListener(listener)
                .inboxPrefix("_INBOX_" + service + ".")
                .maxReconnects(0)
                .build());
    }

    static void close(Connection nats) {
        try {
            nats.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A process like this member's, which runs, with other words in its environment. */
    Process another(String member, Map<String, String> otherwise, Path log) throws IOException {
        return start(started(member), otherwise, log);
    }

    /** How a process was started. */
    record Started(List<String> command, Map<String, String> environment) {
        static Started of(Path proc) throws IOException {
            Map<String, String> environment = new HashMap<>();
            for (String each : words(proc.resolve("environ"))) {
                environment.put(each.substring(0, each.indexOf('=')), each.substring(each.indexOf('=') + 1));
            }
            return new Started(words(proc.resolve("cmdline")), environment);
        }

        private static List<String> words(Path file) throws IOException {
            return List.of(Files.readString(file).split("\0"));
        }
    }

    /** How this member's process was started. */
    Started started(String member) throws IOException {
        return Started.of(Path.of("/proc", String.valueOf(process(member).pid())));
    }

    Process start(Started like, Map<String, String> otherwise, Path log) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(like.command())
                .directory(home.resolve("cluster").toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().clear();
        builder.environment().putAll(like.environment());
        builder.environment().putAll(otherwise);
        return builder.start();
    }

    private JsonNode read() {
        try {
            return Json.read(Files.readString(home.resolve("cluster/cluster.json")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
