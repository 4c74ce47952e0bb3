package dev.builderos.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.builderos.cli.Captured;
import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;
import dev.builderos.cli.SmallGateway;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OpenCommandTest {
    private static final String RUN = "0192f3a1-7b2c-7000-8000-000000000001";

    private final Captured captured = Captured.plain();
    private final Map<String, String> environment = new HashMap<>();
    private SmallGateway gateway;

    @BeforeEach
    void start() throws IOException {
        gateway = new SmallGateway();
        environment.put("BUILDEROS_URL", gateway.base().toString());
        gateway.on("POST /v1/session-links", "{\"path\":\"/#open=once\",\"expiresAt\":\"2026-11-22T10:02:00Z\"}");
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    private int run(String... arguments) {
        return new Cli(new Session(
                        captured.console(),
                        environment,
                        Path.of("/"),
                        InstantSource.fixed(Instant.parse("2026-11-22T10:00:00Z"))))
                .run(List.of(arguments));
    }

    @Test
    void writesTheLinkAndNothingElseWhenAskedTo() {
        assertThat(run("open", "--print")).isEqualTo(ExitCode.OK);

        assertThat(captured.out()).isEqualTo(gateway.base() + "/#open=once\n");
    }

    @Test
    void leadsToTheRunThatWasNamed() {
        assertThat(run("open", "--print", "--run", RUN)).isEqualTo(ExitCode.OK);

        assertThat(captured.out()).isEqualTo(gateway.base() + "/runs/" + RUN + "#open=once\n");
    }

    @Test
    void leadsIntoTheOrgThatTheCommandActsIn() {
        environment.put("BUILDEROS_ORG", "acme");

        assertThat(run("open", "--print")).isEqualTo(ExitCode.OK);

        assertThat(captured.out()).isEqualTo(gateway.base() + "/?org=acme#open=once\n");
    }

    @Test
    void givesTheLinkWhereThereIsNoDesktop() {
        assertThat(run("open")).isEqualTo(ExitCode.OK);

        assertThat(captured.out()).contains("no browser can be opened from here", gateway.base() + "/#open=once");
    }

    @Test
    void opensLinksAsTheDesktopDoes() {
        assertThat(OpenCommand.opener(Map.of(), "Linux")).isEmpty();
        assertThat(OpenCommand.opener(Map.of("DISPLAY", ":0"), "Linux")).contains("xdg-open");
        assertThat(OpenCommand.opener(Map.of("WAYLAND_DISPLAY", "wayland-0"), "Linux"))
                .contains("xdg-open");
        assertThat(OpenCommand.opener(Map.of(), "Mac OS X")).contains("open");
    }
}
