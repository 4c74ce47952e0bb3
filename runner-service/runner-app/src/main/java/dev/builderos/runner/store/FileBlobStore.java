package dev.builderos.runner.store;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.OrgId;
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
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Optional;

/** Content in files below a directory, forced to the disk. Runners that share it share its content. */
public final class FileBlobStore implements BlobStore {
    /** The org of a laptop has its content where all of it was before there were others. */
    private static final OrgId FIRST = new OrgId("local");

    private static final int LOCKS = 64;

    private final Path root;
    private final CheckedVersions checked = new CheckedVersions();
    private final Object[] locks = new Object[LOCKS];

    public FileBlobStore(Path root) {
        this.root = root;
        for (int i = 0; i < LOCKS; i++) {
            locks[i] = new Object();
        }
    }

    @Override
    public Kept keep(OrgId org, byte[] content) {
        Digest digest = Digest.of(content);
        return keptAnew(org, digest, content.length)
                ? new Kept(digest, content.length)
                : keep(org, new ByteArrayInputStream(content));
    }

    /** Whether as much content is here; it is as young as one that was just written then. */
    private boolean keptAnew(OrgId org, Digest digest, long bytes) {
        Path path = path(org, digest);
        synchronized (lock(digest)) {
            try {
                if (!Files.exists(path) || Files.size(path) != bytes) {
                    return false;
                }
                Files.setLastModifiedTime(path, FileTime.from(Instant.now()));
                return true;
            } catch (IOException e) {
                throw new UncheckedIOException("cannot touch " + digest, e);
            }
        }
    }

    @Override
    public Age age(OrgId org, Digest digest, Instant settled) {
        try {
            return Files.getLastModifiedTime(path(org, digest)).toInstant().isBefore(settled) ? Age.SETTLED : Age.YOUNG;
        } catch (NoSuchFileException absent) {
            return Age.ABSENT;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + digest, e);
        }
    }

    @Override
    public boolean removeSettled(OrgId org, Digest digest, Instant settled) {
        synchronized (lock(digest)) {
            try {
                return age(org, digest, settled) == Age.SETTLED && Files.deleteIfExists(path(org, digest));
            } catch (IOException e) {
                throw new UncheckedIOException("cannot remove " + digest, e);
            }
        }
    }

    private Object lock(Digest digest) {
        return locks[Math.floorMod(digest.hashCode(), LOCKS)];
    }

    @Override
    public Kept keep(OrgId org, InputStream content) {
        try (Part part = Part.of(content, parts())) {
            part.force();
            synchronized (lock(part.digest())) {
                publish(org, part);
            }
            return part.kept();
        } catch (IOException e) {
            throw new UncheckedIOException("content cannot be kept: " + e.getMessage(), e);
        }
    }

    @Override
    public Optional<byte[]> read(OrgId org, Digest digest) {
        try {
            return Optional.of(CheckedContent.check(Files.readAllBytes(path(org, digest)), digest));
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        } catch (IOException e) {
            throw unreadable(digest, e);
        }
    }

    @Override
    public Optional<InputStream> open(OrgId org, Digest digest) {
        try {
            return Optional.of(new CheckedContent(Files.newInputStream(path(org, digest)), digest));
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        } catch (IOException e) {
            throw unreadable(digest, e);
        }
    }

    @Override
    public Optional<byte[]> read(OrgId org, Digest digest, long offset, int limit) {
        Path path = path(org, digest);
        try (FileChannel file = FileChannel.open(path)) {
            String version = Files.getLastModifiedTime(path) + " " + file.size();
            if (!checked.has(org, digest, version)) {
                CheckedContent.check(Files.newInputStream(path), digest);
                checked.add(org, digest, version);
            }
            int length = (int) Math.max(0, Math.min(limit, file.size() - offset));
            ByteBuffer bytes = ByteBuffer.allocate(length);
            while (bytes.hasRemaining() && file.read(bytes, offset + bytes.position()) >= 0) {}
            return Optional.of(bytes.array());
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        } catch (IOException e) {
            throw unreadable(digest, e);
        }
    }

    private static UncheckedIOException unreadable(Digest digest, IOException cause) {
        return new UncheckedIOException("cannot read " + digest + ": " + cause.getMessage(), cause);
    }

    @Override
    public Optional<Long> size(OrgId org, Digest digest) {
        try {
            return Optional.of(Files.size(path(org, digest)));
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        } catch (IOException e) {
            throw unreadable(digest, e);
        }
    }

    @Override
    public void probe() {
        try (Part part = Part.of(InputStream.nullInputStream(), parts())) {
            part.force();
        } catch (IOException e) {
            throw new UncheckedIOException("content cannot be kept in " + root + ": " + e.getMessage(), e);
        }
    }

    private Path parts() {
        return root.resolve("parts");
    }

    private void publish(OrgId org, Part part) throws IOException {
        Path target = path(org, part.digest());
        Path directory = target.getParent();
        if (directory != null) {
            Files.createDirectories(directory);
        }
        Files.move(part.file(), target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        if (directory != null) {
            try (FileChannel folder = FileChannel.open(directory)) {
                folder.force(true);
            }
        }
    }

    private Path path(OrgId org, Digest digest) {
        String hex = digest.hex();
        Path own = org.equals(FIRST) ? root : root.resolve("orgs").resolve(org.value());
        return own.resolve("sha256").resolve(hex.substring(0, 2)).resolve(hex);
    }
}
