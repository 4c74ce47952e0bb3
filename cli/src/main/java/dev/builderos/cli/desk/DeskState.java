package dev.builderos.cli.desk;

import dev.builderos.gateway.api.GatewayJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of an applied desk, in {@code .builderos/desks/NAME.json}. It belongs into the project's history: the next
 * version is merged against it.
 *
 * @param inputs what it was applied with
 * @param files by path
 */
record DeskState(
        String kind, String name, String version, String digest, Map<String, String> inputs, Map<String, Laid> files) {
    static final String KIND = "builderos/desk-state@v1";

    DeskState {
        inputs = new TreeMap<>(inputs);
        files = new TreeMap<>(files);
    }

    /**
     * A file of the desk.
     *
     * @param base what the desk laid down
     * @param result what the merge made of it; null when it is the base
     * @param before what was there before the desk came, so that taking it back restores it; null when there was nothing
     */
    record Laid(
            String base, @Nullable String result, @Nullable String before) {
        String applied() {
            return result == null ? base : result;
        }
    }

    static Path file(Path desks, String name) {
        return desks.resolve(name + ".json");
    }

    static Optional<DeskState> find(Path desks, String name) throws IOException {
        Path file = file(desks, name);
        return Files.exists(file)
                ? Optional.of(GatewayJson.read(Files.readAllBytes(file), DeskState.class))
                : Optional.empty();
    }

    static List<String> names(Path desks) throws IOException {
        if (Files.notExists(desks)) {
            return List.of();
        }
        try (var files = Files.list(desks)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".json"))
                    .map(name -> name.substring(0, name.length() - ".json".length()))
                    .sorted()
                    .toList();
        }
    }

    byte[] bytes() throws IOException {
        return (GatewayJson.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(this) + "\n")
                .getBytes(StandardCharsets.UTF_8);
    }
}
