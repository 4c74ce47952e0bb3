package dev.builderos.cli.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DetachedTest {
    @TempDir
    Path directory;

    @Test
    void whatAnEarlierStartSaidIsNotShownForThisOne() throws IOException {
        Path log = directory.resolve("server.log");
        assertThat(Detached.length(log)).isZero();
        assertThat(Detached.tail(log, 0)).isEmpty();

        Files.writeString(log, "an earlier start\n");
        long logged = Detached.length(log);
        Files.writeString(log, "this start\nand why it ended\n", StandardOpenOption.APPEND);

        assertThat(Detached.tail(log, logged)).containsExactly("this start", "and why it ended");
        assertThat(Detached.tail(log, 0)).hasSize(3);
    }

    @Test
    void theEndOfALongLogIsShown() throws IOException {
        Path log = directory.resolve("server.log");
        Files.writeString(log, "x".repeat(100_000) + "\n" + "line\n".repeat(50));

        assertThat(Detached.tail(log, 0)).hasSize(20).containsOnly("line");
    }
}
