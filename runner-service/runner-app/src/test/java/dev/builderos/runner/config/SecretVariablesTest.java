package dev.builderos.runner.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SecretVariablesTest {
    @Test
    void areThoseWhoseNameSaysSoAndWhoseValueIsLongEnough() {
        assertThat(SecretVariables.of(Map.of(
                        "OPENAI_API_KEY", "0123456789",
                        "GITHUB_TOKEN", "0123456789",
                        "db_password", "0123456789",
                        "PASSWORD", "short",
                        "KEYBOARD", "0123456789",
                        "PATH", "/usr/bin:/bin")))
                .containsOnlyKeys("OPENAI_API_KEY", "GITHUB_TOKEN", "db_password");
    }

    @Test
    void aPlainWordIsNone() {
        assertThat(SecretVariables.of(Map.of(
                        "DB_PASSWORD", "postgres",
                        "SECRET_KEY", "development",
                        "API_KEY", "correcthorsebattery",
                        "ADMIN_PASSWORD", "Postgres1")))
                .containsOnlyKeys("API_KEY", "ADMIN_PASSWORD");
    }
}
