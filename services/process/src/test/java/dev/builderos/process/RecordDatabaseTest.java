package dev.builderos.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RecordDatabaseTest {
    private static final List<String> DURABLE = List.of("fsync", "synchronous_commit", "full_page_writes");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static RecordDatabase of(int port, String user, String database) {
        return new RecordDatabase("postgresql://localhost:" + port + "/" + database, user, "postgres");
    }

    /** One that keeps what it acknowledges, but for this setting. */
    private static EmbeddedPostgres postgres(int port, String off) throws IOException {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder();
        for (String setting : DURABLE) {
            builder.setServerConfig(setting, setting.equals(off) ? "off" : "on");
        }
        return (port == 0 ? builder : builder.setPort(port)).start();
    }

    @Test
    void waitsForADatabaseThatComesUpLater() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        int port;
        CompletableFuture<Void> prepared;
        try (ServerSocket gate = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
            port = gate.getLocalPort();
            Thread.ofVirtual().start(() -> {
                try {
                    while (true) {
                        gate.accept().close();
                        asked.incrementAndGet();
                    }
                } catch (IOException closed) {
                    // The database comes up at its port.
                }
            });
            prepared = CompletableFuture.runAsync(
                    () -> of(port, "postgres", "postgres").prepare(List.of()));
            await().atMost(PATIENCE).until(() -> asked.get() > 1);
            assertThat(prepared).isNotDone();
        }

        try (EmbeddedPostgres postgres = postgres(port, "")) {
            await().atMost(PATIENCE).until(prepared::isDone);
            assertThat(prepared).isCompleted();
            assertThat(postgres.getPort()).isEqualTo(port);
        }
    }

    @Test
    void refusesADatabaseThatWouldLoseWhatItAcknowledged() throws IOException {
        for (String setting : DURABLE) {
            try (EmbeddedPostgres postgres = postgres(0, setting)) {
                assertThatThrownBy(() ->
                                of(postgres.getPort(), "postgres", "postgres").prepare(List.of()))
                        .as(setting)
                        .isInstanceOfSatisfying(
                                StartRefused.class,
                                refused -> assertThat(refused.exitCode()).isEqualTo(5))
                        .hasMessageContaining("would lose what it acknowledged: " + setting + "=off");
            }
        }
    }

    @Test
    void doesNotWaitForWhatStaysWrong() throws IOException {
        try (EmbeddedPostgres postgres = postgres(0, "")) {
            assertThatThrownBy(
                            () -> of(postgres.getPort(), "postgres", "absent").prepare(List.of()))
                    .isInstanceOf(StartRefused.class)
                    .hasMessageContaining("\"absent\" does not exist");
            assertThatThrownBy(
                            () -> of(postgres.getPort(), "nobody", "postgres").prepare(List.of()))
                    .isInstanceOf(StartRefused.class)
                    .hasMessageContaining("nobody");
            assertThatCode(() -> of(postgres.getPort(), "postgres", "postgres").prepare(List.of()))
                    .doesNotThrowAnyException();
        }
    }
}
