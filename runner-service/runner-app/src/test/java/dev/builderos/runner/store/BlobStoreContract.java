package dev.builderos.runner.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.OrgId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every store of content has to pass. */
abstract class BlobStoreContract {
    static final OrgId ORG = new OrgId("acme");
    static final OrgId OTHER = new OrgId("globex");
    static final byte[] CONTENT = "content".getBytes(StandardCharsets.UTF_8);
    static final Digest DIGEST = Digest.of(CONTENT);

    /** More than two parts of an upload. */
    static final int LONG = (int) (2 * S3BlobStore.PART_BYTES + 12_345);

    @TempDir
    Path directory;

    abstract BlobStore blobs();

    /** Where streams are while they are on their way. */
    abstract Path parts();

    /** Puts other bytes in the place of what is kept, behind the store's back. */
    abstract void spoil(OrgId org, Digest digest, byte[] other) throws IOException;

    /** The same content, to one who keeps something half an hour later. */
    abstract BlobStore later();

    static byte[] noise(int bytes) {
        byte[] noise = new byte[bytes];
        new Random(bytes).nextBytes(noise);
        return noise;
    }

    /** A stream that ends badly. */
    private static final class Broken extends InputStream {
        @Override
        public int read() throws IOException {
            throw new IOException("the disk is gone");
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            throw new IOException("the disk is gone");
        }
    }

    private static Instant past() {
        return Instant.now().minus(Duration.ofHours(1));
    }

    private static Instant future() {
        return Instant.now().plus(Duration.ofHours(1));
    }

    private List<Path> partsLeft() throws IOException {
        if (!Files.isDirectory(parts())) {
            return List.of();
        }
        try (Stream<Path> left = Files.list(parts())) {
            return left.toList();
        }
    }

    @Test
    void givesBackWhatWasKept() throws IOException {
        for (byte[] content : List.of(new byte[0], CONTENT, noise(3_000_000))) {
            BlobStore.Kept kept = blobs().keep(ORG, content);

            assertThat(kept).isEqualTo(new BlobStore.Kept(Digest.of(content), content.length));
            assertThat(blobs().read(ORG, kept.digest())).contains(content);
            assertThat(blobs().size(ORG, kept.digest())).contains((long) content.length);
            try (InputStream stream = blobs().open(ORG, kept.digest()).orElseThrow()) {
                assertThat(stream.readAllBytes()).isEqualTo(content);
            }
        }
    }

    @Test
    void givesBackALongStream() throws IOException {
        byte[] content = noise(LONG);

        BlobStore.Kept kept = blobs().keep(ORG, new ByteArrayInputStream(content));

        assertThat(kept).isEqualTo(new BlobStore.Kept(Digest.of(content), LONG));
        try (InputStream stream = blobs().open(ORG, kept.digest()).orElseThrow()) {
            assertThat(Digest.of(stream.readAllBytes())).isEqualTo(kept.digest());
        }
        assertThat(blobs().read(ORG, kept.digest(), LONG - 10, 100))
                .contains(Arrays.copyOfRange(content, LONG - 10, LONG));
        assertThat(blobs().read(ORG, kept.digest(), 20_000_000, 5))
                .contains(Arrays.copyOfRange(content, 20_000_000, 20_000_005));
        assertThat(partsLeft()).isEmpty();
    }

    @Test
    void givesPieces() {
        blobs().keep(ORG, CONTENT);

        assertThat(blobs().read(ORG, DIGEST, 0, 3)).contains("con".getBytes(StandardCharsets.UTF_8));
        assertThat(blobs().read(ORG, DIGEST, 5, 100)).contains("nt".getBytes(StandardCharsets.UTF_8));
        assertThat(blobs().read(ORG, DIGEST, 7, 100)).contains(new byte[0]);
        assertThat(blobs().read(ORG, DIGEST, 700, 100)).contains(new byte[0]);
    }

    @Test
    void hasNothingThatWasNotKept() {
        assertThat(blobs().read(ORG, DIGEST)).isEmpty();
        assertThat(blobs().open(ORG, DIGEST)).isEmpty();
        assertThat(blobs().read(ORG, DIGEST, 0, 10)).isEmpty();
        assertThat(blobs().size(ORG, DIGEST)).isEmpty();
        assertThat(blobs().age(ORG, DIGEST, Instant.EPOCH)).isEqualTo(BlobStore.Age.ABSENT);
        assertThat(blobs().removeSettled(ORG, DIGEST, future())).isFalse();
    }

    @Test
    void whatOneOrgKeepsIsNotAnothers() {
        blobs().keep(ORG, CONTENT);

        assertThat(blobs().read(OTHER, DIGEST)).isEmpty();
        assertThat(blobs().open(OTHER, DIGEST)).isEmpty();
        assertThat(blobs().size(OTHER, DIGEST)).isEmpty();

        blobs().keep(OTHER, CONTENT);
        assertThat(blobs().removeSettled(ORG, DIGEST, future())).isTrue();
        assertThat(blobs().read(ORG, DIGEST)).isEmpty();
        assertThat(blobs().read(OTHER, DIGEST)).contains(CONTENT);
    }

    @Test
    void theSameContentAtOnceIsKeptOnce() throws Exception {
        byte[] content = noise(200_000);
        try (ExecutorService many = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<BlobStore.Kept> keep = () -> blobs().keep(ORG, new ByteArrayInputStream(content));
            for (Future<BlobStore.Kept> kept :
                    many.invokeAll(Stream.generate(() -> keep).limit(8).toList())) {
                assertThat(kept.get().digest()).isEqualTo(Digest.of(content));
            }
        }
        assertThat(blobs().read(ORG, Digest.of(content))).contains(content);
    }

    @Test
    void keepsNothingOfAStreamThatBreaks() throws IOException {
        byte[] content = noise(LONG);
        assertThatThrownBy(() ->
                        blobs().keep(ORG, new SequenceInputStream(new ByteArrayInputStream(content), new Broken())))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("the disk is gone");

        assertThat(blobs().age(ORG, Digest.of(content), past())).isEqualTo(BlobStore.Age.ABSENT);
        assertThat(partsLeft()).isEmpty();
    }

    @Test
    void neverGivesTheEndOfWhatWasCutOff() throws IOException {
        byte[] content = noise(3_000_000);
        Digest digest = blobs().keep(ORG, content).digest();
        spoil(ORG, digest, Arrays.copyOf(content, 2_999_000));

        refusesToGive(digest);
    }

    @Test
    void neverGivesTheEndOfWhatWasChanged() throws IOException {
        byte[] content = noise(3_000_000);
        Digest digest = blobs().keep(ORG, content).digest();
        byte[] other = content.clone();
        other[1_500_000]++;
        spoil(ORG, digest, other);

        refusesToGive(digest);
    }

    private void refusesToGive(Digest digest) throws IOException {
        assertThatThrownBy(() -> blobs().read(ORG, digest)).hasCauseInstanceOf(CorruptBlob.class);
        assertThatThrownBy(() -> blobs().read(ORG, digest, 10, 10)).hasCauseInstanceOf(CorruptBlob.class);
        try (InputStream stream = blobs().open(ORG, digest).orElseThrow()) {
            assertThatThrownBy(() -> stream.transferTo(OutputStream.nullOutputStream()))
                    .isInstanceOf(CorruptBlob.class);
        }
    }

    @Test
    void whatWasCutOffIsMendedByKeepingItAgain() throws IOException {
        byte[] content = noise(3_000_000);
        Digest digest = blobs().keep(ORG, content).digest();
        spoil(ORG, digest, Arrays.copyOf(content, 2_999_000));

        blobs().keep(ORG, content);

        assertThat(blobs().read(ORG, digest)).contains(content);
    }

    @Test
    void removesWhatWasKeptLongAgo() throws IOException {
        blobs().keep(ORG, CONTENT);

        assertThat(blobs().age(ORG, DIGEST, future())).isEqualTo(BlobStore.Age.SETTLED);
        assertThat(blobs().removeSettled(ORG, DIGEST, future())).isTrue();
        assertThat(blobs().age(ORG, DIGEST, future())).isEqualTo(BlobStore.Age.ABSENT);
    }

    @Test
    void leavesWhatWasJustKept() {
        blobs().keep(ORG, CONTENT);

        assertThat(blobs().age(ORG, DIGEST, past())).isEqualTo(BlobStore.Age.YOUNG);
        assertThat(blobs().removeSettled(ORG, DIGEST, past())).isFalse();
        assertThat(blobs().read(ORG, DIGEST)).contains(CONTENT);
    }

    @Test
    void leavesOldContentThatIsKeptAgain() {
        blobs().keep(ORG, CONTENT);
        Instant settled = Instant.now().plusMillis(1);
        assertThat(blobs().age(ORG, DIGEST, settled)).isEqualTo(BlobStore.Age.SETTLED);

        // S3 tells times in whole seconds.
        await().atMost(Duration.ofSeconds(10)).until(() -> {
            later().keep(ORG, CONTENT);
            return blobs().age(ORG, DIGEST, settled) == BlobStore.Age.YOUNG;
        });

        assertThat(blobs().removeSettled(ORG, DIGEST, settled)).isFalse();
        assertThat(blobs().read(ORG, DIGEST)).contains(CONTENT);
    }

    @Test
    void canBeWrittenTo() {
        blobs().probe();
    }
}
