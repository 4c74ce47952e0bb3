package dev.builderos.runner.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.builderos.contracts.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlobStoreTest {
    private static final byte[] CONTENT = "content".getBytes(StandardCharsets.UTF_8);
    private static final Digest DIGEST = Digest.of(CONTENT);

    @TempDir
    Path directory;

    private BlobStore blobs;

    @BeforeEach
    void keep() {
        blobs = new BlobStore(directory);
        blobs.keep(CONTENT);
    }

    private void age() throws IOException {
        Path file = directory
                .resolve("sha256")
                .resolve(DIGEST.hex().substring(0, 2))
                .resolve(DIGEST.hex());
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofDays(1))));
    }

    private static Instant anHourAgo() {
        return Instant.now().minus(Duration.ofHours(1));
    }

    @Test
    void removesWhatWasKeptLongAgo() throws IOException {
        age();

        assertThat(blobs.age(DIGEST, anHourAgo())).isEqualTo(BlobStore.Age.SETTLED);
        assertThat(blobs.removeSettled(DIGEST, anHourAgo())).isTrue();
        assertThat(blobs.read(DIGEST)).isEmpty();
        assertThat(blobs.age(DIGEST, anHourAgo())).isEqualTo(BlobStore.Age.ABSENT);
    }

    @Test
    void keepsWhatWasJustWritten() {
        assertThat(blobs.age(DIGEST, anHourAgo())).isEqualTo(BlobStore.Age.YOUNG);
        assertThat(blobs.removeSettled(DIGEST, anHourAgo())).isFalse();
        assertThat(blobs.read(DIGEST)).isPresent();
    }

    @Test
    void keepsOldContentThatIsKeptAgain() throws IOException {
        age();

        blobs.keep(CONTENT);

        assertThat(blobs.removeSettled(DIGEST, anHourAgo())).isFalse();
        assertThat(blobs.read(DIGEST)).contains(CONTENT);
    }
}
