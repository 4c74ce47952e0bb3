package dev.builderos.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProgramsTest {
    private static final String SEPARATOR = "\u001f";

    private final Programs programs = new Programs(Map.of(
            "BUILDEROS_SERVICE_COMMAND",
            String.join(SEPARATOR, "java", "-Xmx160m", "-XX:AOTCache=/built/{service}/service.aot"),
            "BUILDEROS_SERVER_COMMAND",
            String.join(SEPARATOR, "java", "-Xmx320m", "-XX:AOTCache=/built/server.aot", "-jar", "/built/server.jar"),
            "BUILDEROS_SERVICES",
            "/built"));

    @Test
    void aServiceIsStartedWithTheCacheThatIsItsOwn() {
        assertThat(programs.service("policy"))
                .isEqualTo(List.of(
                        "java",
                        "-Xmx160m",
                        "-XX:AOTCache=/built/policy/service.aot",
                        "-jar",
                        "/built/policy/target/quarkus-app/quarkus-run.jar"));
    }

    @Test
    void theDatabaseIsAsSmallAsAServiceAndHasNoCacheOfOne() {
        assertThat(programs.database()).isEqualTo(List.of("java", "-Xmx160m", "-jar", "/built/server.jar", "database"));
    }
}
