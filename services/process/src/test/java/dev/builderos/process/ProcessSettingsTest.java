package dev.builderos.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessSettingsTest {
    private static final Map<String, String> BUS = Map.of("BUILDEROS_BUS_URL", "nats://127.0.0.1:4222");

    @TempDir
    private Path directory;

    private static Map<String, String> withBus(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(BUS);
        all.putAll(more);
        return all;
    }

    @Test
    void demandsABusAndSaysWhichVariableNamesIt() {
        assertThatThrownBy(() -> ProcessSettings.of(Map.of("BUILDEROS_BUS_URL", "  ")))
                .isInstanceOfSatisfying(
                        StartRefused.class,
                        refused -> assertThat(refused.exitCode()).isEqualTo(2))
                .hasMessageContaining("BUILDEROS_BUS_URL is missing");
    }

    @Test
    void demandsADatabaseOnlyWhereThereIsARecord() {
        ProcessSettings settings = ProcessSettings.of(BUS);

        assertThat(settings.properties()).doesNotContainKey("quarkus.datasource.reactive.url");
        assertThatThrownBy(settings::requireDatabase)
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("BUILDEROS_DATABASE_URL is missing");
    }

    @Test
    void readsSecretsFromFiles() throws IOException {
        Path database = Files.writeString(directory.resolve("database"), "for the database\n");
        Path bus = Files.writeString(directory.resolve("bus"), "for the bus\n");

        ProcessSettings settings = ProcessSettings.of(withBus(Map.of(
                "BUILDEROS_DATABASE_URL",
                "postgresql://db:5432/builderos",
                "BUILDEROS_DATABASE_PASSWORD_FILE",
                database.toString(),
                "BUILDEROS_BUS_PASSWORD",
                "not this one",
                "BUILDEROS_BUS_PASSWORD_FILE",
                bus.toString())));

        assertThat(settings.properties())
                .containsEntry("quarkus.datasource.password", "for the database")
                .containsEntry("quarkus.datasource.username", "builderos")
                .containsEntry("builderos.bus.password", "for the bus");
        assertThat(settings.requireDatabase().toString()).doesNotContain("for the database");
    }

    @Test
    void saysWhichFileOfASecretCannotBeRead() {
        assertThatThrownBy(() -> ProcessSettings.of(withBus(Map.of(
                                "BUILDEROS_BUS_PASSWORD_FILE",
                                directory.resolve("absent").toString())))
                        .properties())
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("BUILDEROS_BUS_PASSWORD_FILE")
                .hasMessageContaining("absent");
    }

    @Test
    void refusesAUrlOfAnotherForm() {
        for (String url : new String[] {"db:5432", "jdbc:postgresql://db/x", "postgresql://db:5432", "mysql://db/x"}) {
            assertThatThrownBy(() -> ProcessSettings.of(withBus(Map.of("BUILDEROS_DATABASE_URL", url))))
                    .as(url)
                    .isInstanceOf(StartRefused.class)
                    .hasMessageContaining("postgresql://host:port/database");
        }
    }
}
