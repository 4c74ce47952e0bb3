package dev.builderos.runner.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.robothy.s3.rest.LocalS3;
import com.robothy.s3.rest.bootstrap.LocalS3Mode;
import dev.builderos.contracts.Digest;
import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.StepId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Against a server that speaks S3, over a wire that can be cut. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class S3BlobStoreTest extends BlobStoreContract {
    private static final String ACCESS = "aws.accessKeyId";
    private static final String SECRET = "aws.secretAccessKey";

    private LocalS3 server;
    private CuttingProxy wire;
    private S3Client beside;
    private int buckets;
    private String bucket;
    private S3BlobStore blobs;
    private S3BlobStore later;

    @BeforeAll
    void start() throws IOException {
        server = LocalS3.builder().port(-1).mode(LocalS3Mode.IN_MEMORY).build();
        server.start();
        wire = new CuttingProxy(server.getPort());
        System.setProperty(ACCESS, "AKIATEST");
        System.setProperty(SECRET, "not-a-secret");
        beside = S3Client.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .endpointOverride(URI.create("http://127.0.0.1:" + server.getPort()))
                .forcePathStyle(true)
                .region(Region.US_EAST_1)
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIATEST", "not-a-secret")))
                .build();
    }

    @AfterAll
    void stop() throws IOException {
        System.clearProperty(ACCESS);
        System.clearProperty(SECRET);
        beside.close();
        wire.close();
        server.shutdown();
    }

    @BeforeEach
    void make() {
        wire.mend();
        bucket = "artifacts-" + ++buckets;
        beside.createBucket(create -> create.bucket(bucket));
        blobs = new S3BlobStore(location(bucket), parts());
        later = new S3BlobStore(
                location(bucket), parts(), Clock.offset(Clock.systemUTC(), S3BlobStore.FRESH.plusMinutes(10)));
    }

    @AfterEach
    void close() {
        blobs.close();
        later.close();
    }

    private S3Location location(String name) {
        return S3Location.parse("s3://" + name + "/team/builderos?endpoint=http://127.0.0.1:" + wire.port());
    }

    @Override
    BlobStore blobs() {
        return blobs;
    }

    @Override
    BlobStore later() {
        return later;
    }

    @Override
    Path parts() {
        return directory.resolve("parts");
    }

    private static String key(OrgId org, Digest digest) {
        return "team/builderos/" + org + "/sha256/" + digest.hex().substring(0, 2) + "/" + digest.hex();
    }

    @Override
    void spoil(OrgId org, Digest digest, byte[] other) {
        beside.putObject(put -> put.bucket(bucket).key(key(org, digest)), RequestBody.fromBytes(other));
    }

    @Test
    void allKeysBeginWithThePrefixAndTheOrg() {
        blobs.keep(ORG, CONTENT);
        blobs.keep(OTHER, CONTENT);

        assertThat(beside.listObjectsV2(list -> list.bucket(bucket)).contents())
                .extracting(S3Object::key)
                .containsExactlyInAnyOrder(key(ORG, DIGEST), key(OTHER, DIGEST));
    }

    @Test
    void nothingIsKeptWhenTheStoreGoesAwayInTheMiddleAndAllOfItWhenItIsBack() {
        byte[] content = noise(LONG);
        wire.cutAfter(S3BlobStore.PART_BYTES + 3_000_000);

        assertThatThrownBy(() -> blobs.keep(ORG, new ByteArrayInputStream(content)))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("cannot keep sha256:");
        assertThat(beside.listObjectsV2(list -> list.bucket(bucket)).contents()).isEmpty();
        assertThat(parts()).isEmptyDirectory();

        wire.mend();
        Digest digest = blobs.keep(ORG, new ByteArrayInputStream(content)).digest();
        assertThat(blobs.read(ORG, digest)).contains(content);
    }

    @Test
    void aStoreThatIsAwayIsNotAStoreWithoutContent() {
        blobs.keep(ORG, CONTENT);
        wire.cutAfter(0);

        assertThatThrownBy(() -> blobs.read(ORG, DIGEST)).isInstanceOf(UncheckedIOException.class);
        assertThatThrownBy(() -> blobs.age(ORG, DIGEST, Instant.EPOCH)).isInstanceOf(UncheckedIOException.class);
        assertThatThrownBy(() -> blobs.probe())
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("artifacts cannot be kept in s3://" + bucket);

        wire.mend();
        blobs.probe();
        assertThat(blobs.read(ORG, DIGEST)).contains(CONTENT);
    }

    @Test
    void aBucketThatIsNotThereIsRefusedAndHasNoAnswers() {
        try (S3BlobStore nowhere = new S3BlobStore(location("no-such-bucket"), parts())) {
            assertThatThrownBy(nowhere::probe)
                    .isInstanceOf(StoreRefused.class)
                    .hasMessageContaining("artifacts cannot be kept in s3://no-such-bucket/team/builderos/")
                    .hasMessageContaining("404");
            assertThatThrownBy(() -> nowhere.age(ORG, DIGEST, Instant.EPOCH)).isInstanceOf(UncheckedIOException.class);
            assertThatThrownBy(() -> nowhere.size(ORG, DIGEST)).isInstanceOf(UncheckedIOException.class);
        }
    }

    @Test
    void aStoreThatNobodySignsForIsRefused() {
        System.clearProperty(SECRET);
        try (S3BlobStore unsigned = new S3BlobStore(location(bucket), parts())) {
            assertThatThrownBy(unsigned::probe).isInstanceOf(StoreRefused.class).hasMessageContaining("credentials");
        } finally {
            System.setProperty(SECRET, "not-a-secret");
        }
    }

    @Test
    void segmentsOfLogsAreKeptAndReadBack() {
        RunId run = new RunId("019aa000-1111-7aaa-8bbb-000000000001");
        StepId step = new StepId("unit");
        Path logs = directory.resolve("logs");
        LogStore.Cap cap = LogStore.Cap.STANDARD;
        List<LogStore.Unnumbered> lines = IntStream.range(0, 1_000)
                .mapToObj(i -> new LogStore.Unnumbered(Instant.EPOCH, "out", "line " + i))
                .toList();
        try (LogAppender log = new LogStore(logs, blobs, cap, 2_000).append(ORG, run, step)) {
            log.write(lines);
        }

        LogStore afterwards = new LogStore(logs, later, cap, 2_000);
        assertThat(afterwards.segmentsOf(run))
                .hasSizeGreaterThan(2)
                .allSatisfy(segment -> assertThat(blobs.size(ORG, segment)).isPresent());
        List<String> read = new ArrayList<>();
        LogStore.Page page = afterwards.read(ORG, run, step, 0, 100);
        while (!page.lines().isEmpty()) {
            page.lines().forEach(line -> read.add(line.text()));
            page = afterwards.read(ORG, run, step, read.size(), 100);
        }
        assertThat(read).isEqualTo(lines.stream().map(LogStore.Unnumbered::text).toList());
    }
}
