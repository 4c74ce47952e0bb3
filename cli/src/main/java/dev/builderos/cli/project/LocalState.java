package dev.builderos.cli.project;

import dev.builderos.gateway.api.GatewayJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * The {@code .builderos} directory of a project: what its runs left, as plain files. Everything in it is written atomically.
 */
public record LocalState(Path directory) {
    public static final String DIRECTORY = ".builderos";
    private static final List<String> FOLDERS =
            List.of("runs", "artifacts", "logs", "memory", "prompts", "evals", "cache");

    /** Content of {@code project.json}. */
    public record ProjectFile(String kind, String name, Instant createdAt) {
        public static final String KIND = "builderos/local-state@v1";
    }

    /** Makes what is missing; what is there stays. */
    public void create(String project, Instant now) throws IOException {
        for (String folder : FOLDERS) {
            Files.createDirectories(directory.resolve(folder));
        }
        Path file = directory.resolve("project.json");
        if (Files.notExists(file)) {
            AtomicFile.write(file, pretty(new ProjectFile(ProjectFile.KIND, project, now)));
        }
    }

    public Path runFile(String run) {
        return directory.resolve("runs").resolve(run + ".json");
    }

    public Path receiptFile(String run) {
        return directory.resolve("runs").resolve(run + ".receipt.json");
    }

    public Path logFile(String run, String step) {
        return directory.resolve("logs").resolve(run).resolve(step + ".log");
    }

    public Path artifactsOf(String run) {
        return directory.resolve("artifacts").resolve(run);
    }

    /** The newest checkpoints of servers' audit logs that were shown here. */
    public Path audit() {
        return directory.resolve("audit");
    }

    public Path desks() {
        return directory.resolve("desks");
    }

    public Path cache() {
        return directory.resolve("cache");
    }

    static byte[] pretty(Object value) throws IOException {
        return (GatewayJson.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(value) + "\n")
                .getBytes(StandardCharsets.UTF_8);
    }
}
