package dev.builderos.runner.store;

import dev.builderos.contracts.Digest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Optional;

/**
 * Content by its digest, in files. A blob appears whole and on disk, or not at all; keeping the same content twice changes
 * nothing. Blocking.
 */
public final class BlobStore {
    private static final int CHUNK = 64 * 1024;

    private static final int LOCKS = 64;

    private final Path root;
    private final Object[] locks = new Object[LOCKS];

    /** A blob that is kept. */
    public record Kept(Digest digest, long bytes) {}

    public BlobStore(Path root) {
        this.root = root;
        for (int i = 0; i < LOCKS; i++) {
            locks[i] = new Object();
        }
    }

    public Kept keep(byte[] content) {
        Digest digest = Digest.of(content);
        return keptAnew(digest) ? new Kept(digest, content.length) : keep(new ByteArrayInputStream(content));
    }

    /** Whether the content is here; it is as young as one that was just written then. */
    private boolean keptAnew(Digest digest) {
        Path path = path(digest);
        synchronized (lock(digest)) {
            if (!Files.exists(path)) {
                return false;
            }
            try {
                Files.setLastModifiedTime(path, FileTime.from(Instant.now()));
                return true;
            } catch (IOException e) {
                throw new UncheckedIOException("cannot touch " + digest, e);
            }
        }
    }

    /** How long ago content was kept last. */
    public enum Age {
        ABSENT,
        YOUNG,
        SETTLED
    }

    /** Whether it was kept last before that time. */
    public Age age(Digest digest, Instant settled) {
        Path path = path(digest);
        try {
            return Files.getLastModifiedTime(path).toInstant().isBefore(settled) ? Age.SETTLED : Age.YOUNG;
        } catch (NoSuchFileException absent) {
            return Age.ABSENT;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + digest, e);
        }
    }

    /** Removes content unless it was kept since; gives whether it did. Only for content that nobody names. */
    public boolean removeSettled(Digest digest, Instant settled) {
        synchronized (lock(digest)) {
            try {
                return age(digest, settled) == Age.SETTLED && Files.deleteIfExists(path(digest));
            } catch (IOException e) {
                throw new UncheckedIOException("cannot remove " + digest, e);
            }
        }
    }

    private Object lock(Digest digest) {
        return locks[Math.floorMod(digest.hashCode(), LOCKS)];
    }

    /** Keeps a stream in constant memory. */
    public Kept keep(InputStream content) {
        try {
            Path part = newPart();
            MessageDigest sha256 = Digest.sha256();
            long total = 0;
            try (FileChannel file = FileChannel.open(part, StandardOpenOption.WRITE)) {
                byte[] chunk = new byte[CHUNK];
                for (int n = content.read(chunk); n >= 0; n = content.read(chunk)) {
                    sha256.update(chunk, 0, n);
                    ByteBuffer bytes = ByteBuffer.wrap(chunk, 0, n);
                    while (bytes.hasRemaining()) {
                        file.write(bytes);
                    }
                    total += n;
                }
                file.force(true);
            } catch (IOException e) {
                Files.deleteIfExists(part);
                throw e;
            }
            Digest digest = Digest.ofRaw(sha256.digest());
            synchronized (lock(digest)) {
                publish(part, digest);
            }
            return new Kept(digest, total);
        } catch (IOException e) {
            throw new UncheckedIOException("content cannot be kept: " + e.getMessage(), e);
        }
    }

    public Optional<byte[]> read(Digest digest) {
        Path path = path(digest);
        if (!Files.exists(path)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Files.readAllBytes(path));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + digest, e);
        }
    }

    /** A blob of any size as a stream, to be closed; nothing when it is not kept. */
    public Optional<InputStream> open(Digest digest) {
        try {
            return Optional.of(Files.newInputStream(path(digest)));
        } catch (NoSuchFileException gone) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + digest, e);
        }
    }

    /** A piece of a blob, or nothing when it is not kept. */
    public Optional<byte[]> read(Digest digest, long offset, int limit) {
        Path path = path(digest);
        if (!Files.exists(path)) {
            return Optional.empty();
        }
        try (FileChannel file = FileChannel.open(path)) {
            int length = (int) Math.max(0, Math.min(limit, file.size() - offset));
            ByteBuffer bytes = ByteBuffer.allocate(length);
            while (bytes.hasRemaining() && file.read(bytes, offset + bytes.position()) >= 0) {}
            return Optional.of(bytes.array());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + digest, e);
        }
    }

    public long size(Digest digest) {
        try {
            return Files.size(path(digest));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + digest, e);
        }
    }

    private Path newPart() throws IOException {
        Path parts = root.resolve("parts");
        Files.createDirectories(parts);
        return Files.createTempFile(parts, "blob", ".part");
    }

    private void publish(Path part, Digest digest) throws IOException {
        Path target = path(digest);
        Path directory = target.getParent();
        if (directory != null) {
            Files.createDirectories(directory);
        }
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        if (directory != null) {
            try (FileChannel folder = FileChannel.open(directory)) {
                folder.force(true);
            }
        }
    }

    private Path path(Digest digest) {
        String hex = digest.hex();
        return root.resolve("sha256").resolve(hex.substring(0, 2)).resolve(hex);
    }
}
