package dev.builderos.runner.store;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.StepId;
import dev.builderos.contracts.runner.LogLine;
import dev.builderos.runner.store.LogIndex.Segment;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The logs of steps: lines numbered 1, 2, 3 … over all attempts of a step. The newest ones are in the step's tail, a file of
 * plain text; each full stretch of it becomes a compressed segment among the artifacts, and {@link LogIndex} says where which
 * lines are. A log without an index is all tail, as versions before segments wrote it. Blocking.
 */
public final class LogStore {
    /** Stored bytes of one step over all attempts, and how many beyond them what BuilderOS itself says may take. */
    public record Cap(long bytes, long reserve) {
        public static final Cap STANDARD = new Cap(64L * 1024 * 1024, 64 * 1024);
    }

    /** A tail this long becomes a segment. */
    static final int SEGMENT_BYTES = 2 * 1024 * 1024;

    private static final String INDEX = ".segments.json";

    /** A page ends behind the line that reaches this many bytes. */
    private static final int PAGE_BYTES = 512 * 1024;
    /** A stretch this short is read rather than halved. */
    private static final int NEAR_BYTES = 64 * 1024;

    private static final int LOCKS = 64;

    private final Path root;
    private final Cap cap;
    private final int segmentBytes;
    private final LogSegments segments;
    private final Map<Path, LogAppender> open = new ConcurrentHashMap<>();
    private final Object[] locks = new Object[LOCKS];

    /** What a finished log holds. */
    public record Total(long lines, Digest digest) {}

    /** A line that has no number yet. */
    public record Unnumbered(Instant at, String stream, String text) {}

    /**
     * Lines in order.
     *
     * @param more whether the next ones are stored already
     * @param capped whether the log was full and lines were left out
     */
    public record Page(List<LogLine> lines, boolean more, boolean capped) {
        public Page {
            lines = List.copyOf(lines);
        }
    }

    /** A log at one moment. The tail is open, so that it can be read even when it becomes a segment meanwhile. */
    record Snapshot(LogIndex index, @Nullable FileChannel tail, long tailEnd) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            if (tail != null) {
                tail.close();
            }
        }
    }

    public LogStore(Path root, BlobStore blobs) {
        this(root, blobs, Cap.STANDARD, SEGMENT_BYTES);
    }

    LogStore(Path root, BlobStore blobs, Cap cap, int segmentBytes) {
        this.root = root;
        this.cap = cap;
        this.segmentBytes = segmentBytes;
        this.segments = new LogSegments(blobs);
        for (int i = 0; i < LOCKS; i++) {
            locks[i] = new Object();
        }
    }

    /** Opens a step's log for writing behind its last whole line; one writer a step. */
    public LogAppender append(OrgId org, RunId run, StepId step) {
        Path tail = tail(run, step);
        try {
            synchronized (lock(tail)) {
                LogAppender appender =
                        new LogAppender(org, tail, index(tail), segments, cap, segmentBytes, lock(tail), open::remove);
                open.put(tail, appender);
                return appender;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot open a log", e);
        }
    }

    /** Lines after a number, in order, at most {@code limit}, and fewer when they are long. */
    public Page read(OrgId org, RunId run, StepId step, long after, int limit) {
        try (Snapshot snapshot = snapshot(tail(run, step))) {
            LogIndex index = snapshot.index();
            List<LogLine> lines = new ArrayList<>(Math.min(limit, 1_024));
            if (after < index.lines()) {
                Segment segment = holding(index.segments(), after + 1);
                byte[] raw = segments.read(org, segment);
                take(raw, LogText.startBehind(raw, raw.length, after), raw.length, limit, lines);
                boolean more = (lines.isEmpty() ? after : lines.getLast().n()) < segment.last()
                        || segment.last() < index.lines()
                        || snapshot.tailEnd() > 0;
                return new Page(lines, more, index.capped());
            }
            boolean more = readTail(snapshot, after, limit, lines);
            return new Page(lines, more, index.capped());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read a log", e);
        }
    }

    private static Segment holding(List<Segment> segments, long n) {
        int low = 0;
        int high = segments.size() - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (segments.get(middle).last() < n) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return segments.get(low);
    }

    /** Gives whether there is more behind what was read. */
    private static boolean readTail(Snapshot snapshot, long after, int limit, List<LogLine> lines) throws IOException {
        FileChannel tail = snapshot.tail();
        if (tail == null) {
            return false;
        }
        long from = offsetBefore(tail, snapshot.tailEnd(), after);
        int window = PAGE_BYTES;
        while (true) {
            byte[] bytes = read(tail, from, (int) Math.min(window, snapshot.tailEnd() - from));
            int whole = LogText.lastEnd(bytes, bytes.length);
            int start = LogText.startBehind(bytes, whole, after);
            if (start < whole) {
                return take(bytes, start, whole, limit, lines) < whole || from + whole < snapshot.tailEnd();
            }
            if (from + bytes.length >= snapshot.tailEnd()) {
                return false;
            }
            // lines before the wanted one only, or one that is longer than the window
            from += whole;
            window = whole == 0 ? window * 2 : window;
        }
    }

    /** Adds lines until there are enough; gives where it stopped. */
    private static int take(byte[] bytes, int from, int to, int limit, List<LogLine> into) {
        int at = from;
        while (at < to && into.size() < limit && at - from < PAGE_BYTES) {
            int end = LogText.end(bytes, at, to);
            into.add(LogText.line(bytes, at, end));
            at = end;
        }
        return at;
    }

    private Snapshot snapshot(Path tail) throws IOException {
        synchronized (lock(tail)) {
            LogAppender writing = open.get(tail);
            LogIndex index = writing == null ? index(tail) : writing.index();
            if (!Files.exists(tail)) {
                return new Snapshot(index, null, 0);
            }
            FileChannel file = FileChannel.open(tail);
            try {
                long end = writing != null ? writing.tailEnd() : isInSegments(file, index) ? 0 : wholeLines(file);
                return new Snapshot(index, file, end);
            } catch (IOException | RuntimeException e) {
                file.close();
                throw e;
            }
        }
    }

    /** Whether a crash left a tail that is a segment already; segments are made of whole tails. */
    static boolean isInSegments(FileChannel tail, LogIndex index) throws IOException {
        byte[] start = read(tail, 0, Long.BYTES * 3);
        return start.length > 0 && LogText.number(start, 0) <= index.lines();
    }

    /** Behind the last whole line: a crash may have left half of one. */
    private static long wholeLines(FileChannel file) throws IOException {
        long end = file.size();
        while (end > 0) {
            long from = Math.max(0, end - NEAR_BYTES);
            byte[] bytes = read(file, from, (int) (end - from));
            int last = LogText.lastEnd(bytes, bytes.length);
            if (last > 0) {
                return from + last;
            }
            end = from;
        }
        return 0;
    }

    /** The start of a line that is not behind the one after this number: numbers rise, so that halving finds it. */
    private static long offsetBefore(FileChannel file, long end, long after) throws IOException {
        long low = 0;
        long high = end;
        while (high - low > NEAR_BYTES) {
            long middle = (low + high) >>> 1;
            long start = nextLine(file, middle, high);
            if (start < high && LogText.number(read(file, start, Long.BYTES * 3), 0) <= after) {
                low = start;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Where the first line begins that begins behind {@code at}; {@code end} when there is none before it. */
    private static long nextLine(FileChannel file, long at, long end) throws IOException {
        for (long from = at; from < end; from += NEAR_BYTES / 8) {
            byte[] chunk = read(file, from, (int) Math.min(NEAR_BYTES / 8, end - from));
            int behind = LogText.end(chunk, 0, chunk.length);
            if (behind >= 0) {
                return from + behind;
            }
        }
        return end;
    }

    /** As many bytes as there are, at most {@code length}. */
    static byte[] read(FileChannel file, long from, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Math.clamp(file.size() - from, 0, length));
        while (bytes.hasRemaining() && file.read(bytes, from + bytes.position()) >= 0) {}
        return bytes.array();
    }

    /** Puts a whole log in the place of what is there, of a run that nobody writes here. */
    public void bring(RunId run, StepId step, InputStream text, boolean capped) {
        Path tail = tail(run, step);
        Path part = tail.resolveSibling(tail.getFileName() + ".part");
        try {
            Path directory = LogIndex.directoryOf(tail);
            Files.createDirectories(directory);
            Files.copy(text, part, StandardCopyOption.REPLACE_EXISTING);
            try (FileChannel file = FileChannel.open(part, StandardOpenOption.WRITE)) {
                file.force(true);
            }
            synchronized (lock(tail)) {
                new LogIndex(List.of(), capped, 0).write(indexOf(tail));
                Files.move(part, tail, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                LogIndex.force(directory);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("a log that was sent cannot be kept", e);
        }
    }

    /** What the logs of a run keep among the artifacts. */
    public Set<Digest> segmentsOf(RunId run) {
        return segmentsBelow(root.resolve(run.value()));
    }

    /** What all logs keep among the artifacts. */
    public Set<Digest> segments() {
        return segmentsBelow(root);
    }

    private static Set<Digest> segmentsBelow(Path folder) {
        Set<Digest> digests = new HashSet<>();
        for (Path file : files(folder)) {
            if (file.getFileName().toString().endsWith(INDEX)) {
                try {
                    LogIndex.read(file).segments().forEach(segment -> digests.add(segment.digest()));
                } catch (IOException e) {
                    throw new UncheckedIOException("cannot read " + file, e);
                }
            }
        }
        return digests;
    }

    /** Removes the logs of a run nobody writes any more; its segments stay among the artifacts. */
    public void remove(RunId run) {
        Path folder = root.resolve(run.value());
        try {
            for (Path file : files(folder)) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove the logs of run " + run, e);
        }
    }

    private static List<Path> files(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> below = Files.walk(folder)) {
            return below.filter(Files::isRegularFile).toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look through " + folder, e);
        }
    }

    private Path tail(RunId run, StepId step) {
        return root.resolve(run.value()).resolve(step.value() + ".log");
    }

    static Path indexOf(Path tail) {
        String name = tail.getFileName().toString();
        return tail.resolveSibling(name.substring(0, name.length() - ".log".length()) + INDEX);
    }

    private static LogIndex index(Path tail) throws IOException {
        return LogIndex.read(indexOf(tail));
    }

    private Object lock(Path tail) {
        return locks[Math.floorMod(tail.hashCode(), LOCKS)];
    }
}
