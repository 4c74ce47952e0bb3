package dev.builderos.runner.store;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.runner.LogLine;
import dev.builderos.runner.store.LogIndex.Segment;
import dev.builderos.runner.store.LogStore.Cap;
import dev.builderos.runner.store.LogStore.Total;
import dev.builderos.runner.store.LogStore.Unnumbered;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes one step's log; for one thread. A stretch of the tail becomes a segment in four steps, each durable before the next:
 * the blob, the index, the end of the tail file, a new one. What a crash leaves between two of them is put right when the log
 * is opened again, so that no line is lost and none is there twice.
 */
public final class LogAppender implements AutoCloseable {
    /** A finished tail shorter than this stays plain: a segment of its own would save nothing. */
    static final int WORTH_A_SEGMENT = 64 * 1024;

    private static final String SYS = "sys";

    private final Path path;
    private final LogSegments segments;
    private final Cap cap;
    private final int segmentBytes;
    private final OrgId org;
    private final Object lock;
    private final BiConsumer<Path, LogAppender> closed;
    private final MessageDigest text = Digest.sha256();
    private final LogText encoded = new LogText(4 * 1024);
    private LogIndex index;
    private @Nullable FileChannel tail;
    private boolean nameForced = true;
    private long tailEnd;
    private long lines;
    private long bytes;
    private long droppedNow;
    private volatile boolean full;

    /** @param lock held while files are exchanged, and by readers while they open them */
    LogAppender(
            OrgId org,
            Path path,
            LogIndex index,
            LogSegments segments,
            Cap cap,
            int segmentBytes,
            Object lock,
            BiConsumer<Path, LogAppender> closed)
            throws IOException {
        this.org = org;
        this.path = path;
        this.index = index;
        this.segments = segments;
        this.cap = cap;
        this.segmentBytes = segmentBytes;
        this.lock = lock;
        this.closed = closed;
        this.lines = index.lines();
        this.bytes = index.rawBytes();
        this.full = index.capped();
        for (Segment segment : index.segments()) {
            text.update(segments.read(org, segment));
        }
        if (Files.exists(path)) {
            goOn();
        }
    }

    /** Takes up the tail that is there, without what the index has and without half a line at its end. */
    private void goOn() throws IOException {
        FileChannel there = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
        if (LogStore.isInSegments(there, index)) {
            there.close();
            Files.delete(path);
            return;
        }
        tail = there;
        byte[] rest = new byte[0];
        for (long at = 0; at < there.size(); ) {
            byte[] chunk = LogStore.read(there, at, segmentBytes);
            at += chunk.length;
            byte[] joined = join(rest, chunk);
            int whole = LogText.lastEnd(joined, joined.length);
            text.update(joined, 0, whole);
            count(LogText.lines(joined, whole), whole);
            rest = Arrays.copyOfRange(joined, whole, joined.length);
        }
        there.truncate(tailEnd);
        if (tailEnd >= segmentBytes) {
            seal();
        }
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] joined = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        return joined;
    }

    private void count(long added, int length) {
        lines += added;
        tailEnd += length;
        bytes += length;
    }

    /** Whether only what BuilderOS itself says is stored from now on. Any thread may ask. */
    public boolean full() {
        return full;
    }

    /**
     * Numbers and writes lines; gives those that were stored, with their numbers. They can be read when this returns. When the
     * log is full, a line says so and what follows is only counted.
     */
    public List<LogLine> write(List<Unnumbered> batch) {
        List<LogLine> written = new ArrayList<>(batch.size());
        encoded.clear();
        for (Unnumbered line : batch) {
            if (!add(line, written)) {
                droppedNow++;
                if (!full) {
                    full = true;
                    say(line.at(), "log capped at " + size(cap.bytes()) + "; further lines are not stored", written);
                    remember(index.withDropped(index.dropped()));
                }
            }
        }
        put(written);
        if (tailEnd >= segmentBytes) {
            seal();
        }
        return written;
    }

    private boolean add(Unnumbered line, List<LogLine> written) {
        boolean ours = line.stream().equals(SYS);
        if (full && !ours) {
            return false;
        }
        long room = cap.bytes() + (ours ? cap.reserve() : 0) - bytes;
        int before = encoded.length();
        LogLine numbered = new LogLine(lines + written.size() + 1, line.at(), line.stream(), oneLine(line.text()));
        encoded.add(numbered);
        if (encoded.length() > room) {
            encoded.cut(before);
            return false;
        }
        written.add(numbered);
        return true;
    }

    /** Markers are written whatever room there is: one when the log is full, and one for each attempt after. */
    private void say(Instant at, String said, List<LogLine> written) {
        LogLine line = new LogLine(lines + written.size() + 1, at, SYS, said);
        encoded.add(line);
        written.add(line);
    }

    private static String size(long bytes) {
        return bytes % (1024 * 1024) == 0 ? bytes / (1024 * 1024) + " MiB" : bytes + " bytes";
    }

    private static String oneLine(String text) {
        return text.indexOf('\n') < 0 && text.indexOf('\r') < 0
                ? text
                : text.replace('\n', ' ').replace('\r', ' ');
    }

    private void put(List<LogLine> written) {
        if (encoded.length() == 0) {
            return;
        }
        try {
            FileChannel file = tail();
            ByteBuffer buffer = ByteBuffer.wrap(encoded.bytes(), 0, encoded.length());
            while (buffer.hasRemaining()) {
                file.write(buffer, tailEnd + buffer.position());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write a log", e);
        }
        text.update(encoded.bytes(), 0, encoded.length());
        synchronized (lock) {
            count(written.size(), encoded.length());
        }
    }

    private FileChannel tail() throws IOException {
        FileChannel there = tail;
        if (there == null) {
            Files.createDirectories(path.toAbsolutePath().getParent());
            there = FileChannel.open(
                    path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            tail = there;
            nameForced = false;
        }
        return there;
    }

    private void seal() {
        FileChannel there = tail;
        if (there == null) {
            return;
        }
        try {
            List<Segment> more = new ArrayList<>();
            long first = index.lines() + 1;
            int window = segmentBytes;
            for (long at = 0; at < tailEnd; ) {
                int length = (int) Math.min(2L * window, tailEnd - at);
                Optional<Segment> segment = segments.keep(org, there, at, length, window, first);
                if (segment.isEmpty()) {
                    window *= 2;
                    continue;
                }
                more.add(segment.get());
                first = segment.get().last() + 1;
                at += segment.get().rawBytes();
            }
            synchronized (lock) {
                remember(index.with(more));
                Files.delete(path);
                there.close();
                tail = null;
                tailEnd = 0;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot put away a log", e);
        }
    }

    private void remember(LogIndex now) {
        try {
            Files.createDirectories(path.toAbsolutePath().getParent());
            synchronized (lock) {
                now.write(LogStore.indexOf(path));
                index = now;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the index of a log", e);
        }
    }

    /**
     * Ends an attempt's part of the log: says how many lines of all attempts were not stored, and gives the line that says it.
     *
     * @param notGiven lines of the attempt that were not even given to {@link #write} because the log was full
     */
    public List<LogLine> end(Instant at, long notGiven) {
        if (droppedNow + notGiven == 0) {
            return List.of();
        }
        long all = index.dropped() + droppedNow + notGiven;
        droppedNow = 0;
        List<LogLine> written = new ArrayList<>(1);
        encoded.clear();
        say(at, "log capped at " + size(cap.bytes()) + "; " + all + " more lines were not stored", written);
        put(written);
        remember(index.withDropped(all));
        return written;
    }

    /** Puts everything on disk, a long tail as a segment; gives what the log holds now. */
    public Total total() {
        try {
            if (tailEnd >= WORTH_A_SEGMENT) {
                seal();
            }
            FileChannel there = tail;
            if (there != null) {
                there.force(false);
                if (!nameForced) {
                    LogIndex.force(LogIndex.directoryOf(path));
                    nameForced = true;
                }
            }
            MessageDigest soFar = (MessageDigest) text.clone();
            return new Total(lines, Digest.ofRaw(soFar.digest()));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot put a log on disk", e);
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the platform's SHA-256 can be cloned", e);
        }
    }

    LogIndex index() {
        return index;
    }

    long tailEnd() {
        return tailEnd;
    }

    @Override
    public void close() {
        synchronized (lock) {
            closed.accept(path, this);
            FileChannel there = tail;
            tail = null;
            if (there != null) {
                try {
                    there.close();
                } catch (IOException e) {
                    throw new UncheckedIOException("cannot close a log", e);
                }
            }
        }
    }
}
