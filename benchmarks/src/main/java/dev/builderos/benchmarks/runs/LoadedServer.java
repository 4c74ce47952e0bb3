package dev.builderos.benchmarks.runs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The server that a load is put on, as its home tells of it, and what is written to it. Of the JDK alone, as the loads are.
 *
 * @param token of its owner
 */
public record LoadedServer(int port, String token) {
    public static LoadedServer of(Path home) throws IOException {
        return new LoadedServer(
                Integer.parseInt(Files.readString(home.resolve("server.json"))
                        .replaceAll("(?s).*\"port\"\\s*:\\s*(\\d+).*", "$1")),
                Files.readString(home.resolve("token")).strip());
    }

    /** The files of a project with this pipeline, as the body that registers a snapshot of them. */
    public static String snapshot(String project, String pipeline) {
        return "{\"files\":["
                + file("builderos.yaml", """
                        kind: builderos/project@v1
                        name: %s
                        stack: java
                        environments: { dev: { deploy: local } }
                        git: { provider: local, default_branch: main }
                        models: { default: { provider: ollama, name: none } }
                        """.formatted(project))
                + "," + file("builderos.policy.yaml", "kind: builderos/policy@v1\nagents: {}\n")
                + "," + file("ship/" + project + ".yaml", pipeline) + "]}";
    }

    private static String file(String path, String text) {
        return "{\"path\":" + quoted(path) + ",\"text\":" + quoted(text) + "}";
    }

    /** A text as JSON has it. */
    public static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
    }

    /** A text of an object, from its JSON. */
    public static String field(String json, String name) {
        int from = json.indexOf("\"" + name + "\":\"") + name.length() + 4;
        return json.substring(from, json.indexOf('"', from));
    }
}
