package dev.builderos.runner.store;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.OrgId;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Content as objects of an S3-compatible store, {@code PREFIX/ORG/sha256/AB/ABCD…}. A stream goes to a file first, for its key is
 * its digest: then it is sent in one request, or in parts, and is there whole or not at all. Parts of an upload that was killed
 * are the store's to remove, by a lifecycle rule. Blocking.
 */
public final class S3BlobStore implements BlobStore, AutoCloseable {
    /** Longer content is sent in parts of at least this many bytes. */
    static final long PART_BYTES = 16L * 1024 * 1024;

    /** A piece of shorter content is cut out of the whole. */
    private static final long WHOLE_BYTES = 1024 * 1024;

    /**
     * What was stored so short a while ago needs not be sent again: what it is kept for is in a journal long before it counts as
     * settled.
     */
    static final Duration FRESH = Duration.ofMinutes(20);

    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final Duration SILENCE = Duration.ofSeconds(30);

    private final S3Location location;
    private final Path parts;
    private final S3Client client;
    private final Clock clock;
    private final CheckedVersions checked = new CheckedVersions();

    /**
     * Asks the store nothing yet.
     *
     * @param parts where streams are while they are on their way; on a disk with room for them
     */
    public S3BlobStore(S3Location location, Path parts) {
        this(location, parts, Clock.systemUTC());
    }

    S3BlobStore(S3Location location, Path parts, Clock clock) {
        this.location = location;
        this.parts = parts;
        this.clock = clock;
        this.client = client(location);
    }

    private static S3Client client(S3Location location) {
        S3ClientBuilder builder = S3Client.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(CONNECT)
                        .socketTimeout(SILENCE))
                // Stores that are not AWS do not all know these checksums, and refuse them. On its way content is
                // guarded
                // by the signature or TLS, and what is read is compared with its digest.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .forcePathStyle(location.pathStyle());
        if (location.endpoint() != null) {
            builder.endpointOverride(location.endpoint());
        }
        if (location.region() != null) {
            builder.region(Region.of(location.region()));
        } else if (location.endpoint() != null) {
            builder.region(Region.US_EAST_1);
        }
        try {
            return builder.build();
        } catch (SdkException e) {
            throw new StoreRefused("artifacts cannot be kept in " + location + ": " + e.getMessage());
        }
    }

    @Override
    public Kept keep(OrgId org, byte[] content) {
        Kept kept = new Kept(Digest.of(content), content.length);
        if (!isFresh(org, kept)) {
            ask(
                    "keep " + kept.digest(),
                    () -> client.putObject(
                            put -> put.bucket(location.bucket()).key(key(org, kept.digest())),
                            RequestBody.fromBytes(content)));
        }
        return kept;
    }

    @Override
    public Kept keep(OrgId org, InputStream content) {
        try (Part part = Part.of(content, parts)) {
            if (!isFresh(org, part.kept())) {
                ask("keep " + part.digest(), () -> {
                    send(key(org, part.digest()), part);
                    return part;
                });
            }
            return part.kept();
        } catch (IOException e) {
            throw new UncheckedIOException("content cannot be kept: " + e.getMessage(), e);
        }
    }

    private void send(String key, Part part) {
        if (part.bytes() > PART_BYTES) {
            new PartedUpload(client, location.bucket(), key, part).send();
        } else {
            client.putObject(put -> put.bucket(location.bucket()).key(key), RequestBody.fromFile(part.file()));
        }
    }

    private boolean isFresh(OrgId org, Kept kept) {
        HeadObjectResponse head = head(org, kept.digest());
        return head != null
                && head.contentLength() == kept.bytes()
                && head.lastModified().isAfter(clock.instant().minus(FRESH));
    }

    @Override
    public Age age(OrgId org, Digest digest, Instant settled) {
        HeadObjectResponse head = head(org, digest);
        if (head == null) {
            requireBucket();
            return Age.ABSENT;
        }
        return head.lastModified().isBefore(settled) ? Age.SETTLED : Age.YOUNG;
    }

    /** That something is not there is told in the same way when nothing is: then nothing is known. */
    private void requireBucket() {
        ask("look for artifacts", () -> client.headBucket(bucket -> bucket.bucket(location.bucket())));
    }

    @Override
    public boolean removeSettled(OrgId org, Digest digest, Instant settled) {
        if (age(org, digest, settled) != Age.SETTLED) {
            return false;
        }
        ask(
                "remove " + digest,
                () -> client.deleteObject(gone -> gone.bucket(location.bucket()).key(key(org, digest))));
        return true;
    }

    @Override
    public Optional<byte[]> read(OrgId org, Digest digest) {
        Optional<byte[]> content = found(
                "read " + digest,
                () -> client.getObject(
                                get -> get.bucket(location.bucket()).key(key(org, digest)),
                                ResponseTransformer.toBytes())
                        .asByteArrayUnsafe());
        try {
            return content.isEmpty() ? content : Optional.of(CheckedContent.check(content.get(), digest));
        } catch (CorruptBlob corrupt) {
            throw unreadable(digest, corrupt);
        }
    }

    @Override
    public Optional<InputStream> open(OrgId org, Digest digest) {
        return found(
                        "read " + digest,
                        () -> client.getObject(
                                get -> get.bucket(location.bucket()).key(key(org, digest))))
                .map(content -> new CheckedContent(content, digest));
    }

    @Override
    public Optional<byte[]> read(OrgId org, Digest digest, long offset, int limit) {
        HeadObjectResponse head = head(org, digest);
        if (head == null) {
            requireBucket();
            return Optional.empty();
        }
        long length = Math.max(0, Math.min(limit, head.contentLength() - offset));
        if (head.contentLength() <= WHOLE_BYTES) {
            int from = (int) Math.min(offset, head.contentLength());
            return read(org, digest).map(whole -> Arrays.copyOfRange(whole, from, from + (int) length));
        }
        if (!checked.has(org, digest, head.eTag())) {
            check(org, digest, head.eTag());
            checked.add(org, digest, head.eTag());
        }
        if (length == 0) {
            return Optional.of(new byte[0]);
        }
        return found(
                "read " + digest,
                () -> client.getObject(
                        get -> get.bucket(location.bucket())
                                .key(key(org, digest))
                                .ifMatch(head.eTag())
                                .range("bytes=" + offset + "-" + (offset + length - 1)),
                        (response, content) -> {
                            if (response.contentRange() == null) {
                                // A server may give the whole instead of a range.
                                content.skipNBytes(offset);
                            }
                            return content.readNBytes((int) length);
                        }));
    }

    private void check(OrgId org, Digest digest, String version) {
        InputStream content = ask(
                "read " + digest,
                () -> client.getObject(get ->
                        get.bucket(location.bucket()).key(key(org, digest)).ifMatch(version)));
        try {
            CheckedContent.check(content, digest);
        } catch (IOException e) {
            throw unreadable(digest, e);
        }
    }

    @Override
    public Optional<Long> size(OrgId org, Digest digest) {
        HeadObjectResponse head = head(org, digest);
        if (head == null) {
            requireBucket();
        }
        return Optional.ofNullable(head).map(HeadObjectResponse::contentLength);
    }

    @Override
    public void probe() {
        try {
            client.putObject(
                    put -> put.bucket(location.bucket()).key(location.prefix() + "probe"),
                    RequestBody.fromString("BuilderOS writes this to know that it can.\n"));
        } catch (SdkException e) {
            String told = "artifacts cannot be kept in " + location + ": " + reason(e);
            throw mayPass(e) ? new UncheckedIOException(told, new IOException(e)) : new StoreRefused(told);
        }
    }

    /** Whether the store did not answer, or could not: not, when it answered with a no or was not even asked. */
    private static boolean mayPass(SdkException e) {
        if (e instanceof S3Exception answered) {
            return answered.statusCode() >= 500 || answered.isThrottlingException();
        }
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException) {
                return true;
            }
        }
        return false;
    }

    private static String reason(SdkException e) {
        if (!(e instanceof S3Exception answered)) {
            return String.valueOf(e.getMessage());
        }
        AwsErrorDetails details = answered.awsErrorDetails();
        String message = details == null ? null : details.errorMessage();
        return "the store answers " + answered.statusCode() + (message == null ? "" : ", " + message);
    }

    @Override
    public void close() {
        client.close();
    }

    private @Nullable HeadObjectResponse head(OrgId org, Digest digest) {
        return found(
                        "look for " + digest,
                        () -> client.headObject(
                                head -> head.bucket(location.bucket()).key(key(org, digest))))
                .orElse(null);
    }

    private <T> Optional<T> found(String what, Supplier<T> call) {
        return ask(what, () -> {
            try {
                return Optional.of(call.get());
            } catch (NoSuchKeyException absent) {
                return Optional.empty();
            }
        });
    }

    private <T> T ask(String what, Supplier<T> call) {
        try {
            return call.get();
        } catch (SdkException e) {
            throw new UncheckedIOException("cannot " + what + " in " + location + ": " + reason(e), new IOException(e));
        }
    }

    private static UncheckedIOException unreadable(Digest digest, IOException cause) {
        return new UncheckedIOException("cannot read " + digest + ": " + cause.getMessage(), cause);
    }

    private String key(OrgId org, Digest digest) {
        String hex = digest.hex();
        return location.prefix() + org.value() + "/sha256/" + hex.substring(0, 2) + "/" + hex;
    }
}
