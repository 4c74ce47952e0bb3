package dev.builderos.runner.store;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.OrgId;
import java.io.InputStream;
import java.time.Instant;
import java.util.Optional;

/**
 * Content by its digest, each org's apart: artifacts, model requests and answers, results, segments of logs. A blob appears whole
 * and durable, or not at all; keeping the same content twice changes nothing but its age. Whatever is read is what was kept, or
 * the read fails with {@link CorruptBlob}. Blocking: for virtual threads. Failures that may pass are {@link
 * java.io.UncheckedIOException}.
 */
public interface BlobStore {
    /** A blob that is kept. */
    record Kept(Digest digest, long bytes) {}

    /** How long ago content was kept last. */
    enum Age {
        ABSENT,
        YOUNG,
        SETTLED
    }

    Kept keep(OrgId org, byte[] content);

    /** Keeps a stream of any length in constant memory; it is not closed. */
    Kept keep(OrgId org, InputStream content);

    /** Whether it was kept last before that time. */
    Age age(OrgId org, Digest digest, Instant settled);

    /** Removes content unless it was kept since; gives whether it did. Only for content that nobody names. */
    boolean removeSettled(OrgId org, Digest digest, Instant settled);

    /** The whole of it; nothing when it is not kept. For what is known to be small. */
    Optional<byte[]> read(OrgId org, Digest digest);

    /**
     * A blob of any size as a stream in constant memory, to be closed; nothing when it is not kept. Its end is reached only by
     * what was kept: a reader that sees the end has seen the content of this digest.
     */
    Optional<InputStream> open(OrgId org, Digest digest);

    /** A piece of a blob, shorter at its end; nothing when it is not kept. */
    Optional<byte[]> read(OrgId org, Digest digest, long offset, int limit);

    /** How long it is; nothing when it is not kept. */
    Optional<Long> size(OrgId org, Digest digest);

    /**
     * Stores a few bytes where blobs go, to know that it can be done.
     *
     * @throws StoreRefused when no waiting will help: what the settings name is not there, or may not be written
     */
    void probe();
}
