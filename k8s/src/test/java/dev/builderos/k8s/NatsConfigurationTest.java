package dev.builderos.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A nats-server takes what the chart's values and docker-compose.yaml give it, the rights of each service among it. */
class NatsConfigurationTest {
    /** Servers before 2.10 do not know it; everything else has to be known. */
    private static final String NEWER = "sync_interval";

    @TempDir
    private Path directory;

    private static JsonNode values() {
        return Tree.document(Tree.text("k8s/nats/values.yaml"));
    }

    /** As the chart writes it: JSON, but for what stands in {@code << >>}, and includes. */
    private static String asTheChartWrites(JsonNode merge) {
        return merge.toPrettyString()
                .replaceAll("\".*\\$include\"\\s*:\\s*\"(.*)\",?", "include $1;")
                .replaceAll("\"<<\\s+(.*?)\\s+>>\"", "$1");
    }

    private String complaint(String configuration) throws IOException, InterruptedException {
        Files.createDirectories(directory.resolve("nats-config"));
        Files.createDirectories(directory.resolve("builderos-bus-rights"));
        String rights = Tree.text("k8s/base/bus/bus-rights.conf");
        Files.writeString(directory.resolve("builderos-bus-rights/bus-rights.conf"), rights);
        Files.writeString(directory.resolve("nats-config/bus-rights.conf"), rights);
        Path file = Files.writeString(directory.resolve("nats-config/nats.conf"), configuration);
        ProcessBuilder server =
                new ProcessBuilder("nats-server", "-t", "-c", file.toString()).redirectErrorStream(true);
        for (String service : Tree.DEPLOYABLES) {
            server.environment().put("PASSWORD_" + service.toUpperCase(Locale.ROOT), "b0123");
        }
        server.environment().put("PASSWORD_BUS", "b0123");
        Process started = server.start();
        String said = new String(started.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return started.waitFor() == 0 ? "" : said;
    }

    @Test
    void valuesOfTheChartMakeAConfiguration() throws Exception {
        assertThat(complaint(asTheChartWrites(values().at("/config/merge")))).isEmpty();
    }

    @Test
    void aRightThatIsNotThereIsFound() throws Exception {
        ObjectNode merge = (ObjectNode) values().at("/config/merge");
        ((ObjectNode) merge.at("/authorization/users/0")).put("permissions", "<< $GATE >>");

        assertThat(complaint(asTheChartWrites(merge))).contains("GATE");
    }

    @Test
    void composeGivesAConfiguration() throws Exception {
        String content = Tree.document(Tree.text("docker-compose.yaml"))
                .at("/configs/nats/content")
                .asText();

        assertThat(content).contains(NEWER + ": always");
        assertThat(complaint(content.replace("$$", "$")
                        .replace(", " + NEWER + ": always", "")
                        .replace("store_dir: /data", "store_dir: \"" + directory + "\"")))
                .isEmpty();
    }

    /** Three servers, each message on the disk before it is acknowledged, TLS, and as many copies as the services ask for. */
    @Test
    void chartKeepsWhatItAcknowledges() {
        JsonNode config = values().path("config");
        JsonNode settings = Manifests.rendered("prod")
                .all("ConfigMap")
                .filter(map -> map.path("data").has("bus-replicas"))
                .findFirst()
                .orElseThrow();

        assertThat(config.at("/jetstream/merge/" + NEWER).asText()).isEqualTo("always");
        assertThat(config.at("/cluster/replicas").asText())
                .isEqualTo(settings.at("/data/bus-replicas").asText());
        assertThat(config.at("/nats/tls/enabled").asBoolean()).isTrue();
        assertThat(config.at("/nats/tls/secretName").asText()).isEqualTo("builderos-bus-tls");
        assertThat(Manifests.each(config.at("/merge/authorization/users"))
                        .map(user -> user.path("user").asText()))
                .containsExactlyElementsOf(Tree.DEPLOYABLES);
    }
}
