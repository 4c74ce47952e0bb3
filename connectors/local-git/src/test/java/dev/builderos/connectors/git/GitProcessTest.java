package dev.builderos.connectors.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GitProcessTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    private Path directory;

    private Git.Answer run(String script, Duration timeout) {
        return GitProcess.run(
                List.of("/bin/sh", "-c", script),
                Map.of("PATH", "/usr/bin:/bin"),
                directory,
                new byte[0],
                100,
                timeout);
    }

    @Test
    void letsAProcessThatIsInterruptedRemoveItsLocks() throws Exception {
        Path lock = directory.resolve("lock");
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread caller = Thread.ofVirtual().start(() -> {
            try {
                run("trap 'rm lock; exit 1' TERM; touch lock; while :; do sleep 0.02; done", PATIENCE);
            } catch (GitFailure interrupted) {
                failure.set(interrupted);
            }
        });
        await().atMost(PATIENCE).until(() -> Files.exists(lock));

        caller.interrupt();
        caller.join(PATIENCE);

        assertThat(failure.get()).isInstanceOf(GitFailure.class).hasMessage("git was interrupted");
        assertThat(lock).doesNotExist();
    }

    @Test
    void killsAProcessThatDoesNotEndWhenAsked() throws Exception {
        assertThatThrownBy(
                        () -> run("trap '' TERM; echo $$ > pid; while :; do sleep 0.02; done", Duration.ofMillis(300)))
                .isInstanceOf(GitFailure.class)
                .hasMessageContaining("did not end within");

        long pid = Long.parseLong(Files.readString(directory.resolve("pid")).strip());
        await().atMost(PATIENCE)
                .until(() ->
                        ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
    }
}
