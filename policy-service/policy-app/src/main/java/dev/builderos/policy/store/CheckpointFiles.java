package dev.builderos.policy.store;

import dev.builderos.contracts.OrgId;
import dev.builderos.policy.usecase.CheckpointBook;
import dev.builderos.receipts.MalformedReceipt;
import dev.builderos.receipts.TrustedKeys;
import dev.builderos.receipts.audit.SignedCheckpoint;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One file per org, {@code ORG.checkpoints.jsonl}: a checkpoint a line. A line is finished by its end; whatever a crash left behind
 * the last end was never given to anybody. The lock is the operating system's, so a killed owner leaves none.
 */
public final class CheckpointFiles implements CheckpointBook {
    private static final Logger LOG = Logger.getLogger(CheckpointFiles.class);
    private static final int LONGEST = 16 * 1024;

    private final Path directory;
    private final TrustedKeys keys;
    private final Map<OrgId, Long> lengths = new HashMap<>();
    private @Nullable FileLock lock;

    /**
     * Checkpoint files of a directory.
     *
     * @param keys who may have signed what stands there
     */
    public CheckpointFiles(Path directory, TrustedKeys keys) {
        this.directory = directory;
        this.keys = keys;
    }

    private Path file(OrgId org) {
        return directory.resolve(org + ".checkpoints.jsonl");
    }

    @Override
    public boolean own() {
        if (lock != null) {
            return true;
        }
        try {
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            FileChannel channel = FileChannel.open(
                    directory.resolve("owner.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            lock = tryLock(channel);
            if (lock == null) {
                channel.close();
            }
            return lock != null;
        } catch (IOException e) {
            throw new UncheckedIOException("checkpoints cannot be kept in " + directory, e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException ownedInThisProcess) {
            return null;
        }
    }

    @Override
    public Optional<SignedCheckpoint> newest(OrgId org) {
        Path file = file(org);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long end = repaired(file, channel);
            lengths.put(org, end);
            return end == 0 ? Optional.empty() : Optional.of(last(file, channel, end));
        } catch (NoSuchFileException none) {
            lengths.put(org, 0L);
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("checkpoints cannot be read from " + file, e);
        }
    }

    /** Takes an unfinished line away; gives where the finished ones end. */
    private static long repaired(Path file, FileChannel channel) throws IOException {
        long end = channel.size();
        byte[] tail = tail(channel, end);
        int finished = tail.length;
        while (finished > 0 && tail[finished - 1] != '\n') {
            finished--;
        }
        int torn = tail.length - finished;
        if (torn == 0) {
            return end;
        }
        if (finished == 0 && end > tail.length) {
            throw new Damaged(file + " does not end with a checkpoint; " + whatToDo(file));
        }
        LOG.warnf("an unfinished checkpoint was taken away file=%s bytes=%d", file, torn);
        channel.truncate(end - torn);
        channel.force(true);
        return end - torn;
    }

    private SignedCheckpoint last(Path file, FileChannel channel, long end) throws IOException {
        byte[] tail = tail(channel, end);
        int start = tail.length - 1;
        while (start > 0 && tail[start - 1] != '\n') {
            start--;
        }
        try {
            SignedCheckpoint last =
                    SignedCheckpoint.parse(new String(tail, start, tail.length - 1 - start, StandardCharsets.UTF_8));
            if (keys.keys().stream().noneMatch(last::signedBy)) {
                throw new Damaged("the last line of " + file + " is signed by none of the keys of this server ("
                        + last.keyId() + "); " + whatToDo(file));
            }
            return last;
        } catch (MalformedReceipt malformed) {
            throw new Damaged("the last line of " + file + " is no checkpoint: " + malformed.getMessage() + "; "
                    + whatToDo(file));
        }
    }

    private static String whatToDo(Path file) {
        return "put back the file from a copy, or move it away to begin anew, which every client that kept a checkpoint will tell"
                + " (" + file.getFileName() + ")";
    }

    private static byte[] tail(FileChannel channel, long end) throws IOException {
        int length = (int) Math.min(end, LONGEST);
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, end - length + bytes.position()) < 0) {
                throw new IOException("the file became shorter while it was read");
            }
        }
        return bytes.array();
    }

    @Override
    public void append(OrgId org, List<SignedCheckpoint> checkpoints) {
        Path file = file(org);
        StringBuilder lines = new StringBuilder();
        checkpoints.forEach(each -> lines.append(each.text()).append('\n'));
        ByteBuffer bytes = ByteBuffer.wrap(lines.toString().getBytes(StandardCharsets.UTF_8));
        boolean first = Files.notExists(file);
        try (FileChannel channel = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            long end = lengths.getOrDefault(org, 0L);
            if (channel.size() != end) {
                throw new Damaged("somebody else wrote to " + file);
            }
            long length = end + bytes.remaining();
            while (bytes.hasRemaining()) {
                end += channel.write(bytes, end);
            }
            channel.force(true);
            lengths.put(org, length);
        } catch (IOException e) {
            throw new UncheckedIOException("a checkpoint cannot be written to " + file, e);
        }
        if (first) {
            forceDirectory();
        }
    }

    /** Without this a power cut could take the name of a new file, and with it what is in it. */
    private void forceDirectory() {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            throw new UncheckedIOException("the directory of checkpoints cannot be forced: " + directory, e);
        }
    }

    @Override
    public Page read(OrgId org, long after, int limit) {
        List<String> lines = new ArrayList<>();
        long total = 0;
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file(org)), 64 * 1024)) {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (int next = in.read(); next >= 0; next = in.read()) {
                if (next != '\n') {
                    line.write(next);
                    continue;
                }
                total++;
                if (total > after && lines.size() < limit) {
                    lines.add(line.toString(StandardCharsets.UTF_8));
                }
                line.reset();
            }
        } catch (NoSuchFileException none) {
            return new Page(List.of(), 0);
        } catch (IOException e) {
            throw new UncheckedIOException("checkpoints cannot be read from " + file(org), e);
        }
        return new Page(lines, total);
    }
}
