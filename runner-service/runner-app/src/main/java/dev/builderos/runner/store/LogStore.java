package dev.builderos.runner.store;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.StepId;
import dev.builderos.contracts.runner.LogLine;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The logs of steps, one file a step: {@code n TAB unix-millis TAB stream TAB text LF}, numbered 1, 2, 3 … over all attempts.
 * Blocking.
 */
public final class LogStore {
    private static final int INDEX_EVERY = 1_000;
    /** A stretch this short is read rather than halved. */
    private static final int NEAR_BYTES = 64 * 1024;

    private final Path root;
    private final Map<Path, Appender> open = new ConcurrentHashMap<>();

    /** What a finished log holds. */
    public record Total(long lines, Digest digest) {}

    public LogStore(Path root) {
        this.root = root;
    }

    /** Opens a step's log for writing behind its last whole line; one writer a step. */
    public Appender append(RunId run, StepId step) {
        Path path = path(run, step);
        try {
            Path directory = path.getParent();
            if (directory != null) {
                Files.createDirectories(directory);
            }
            Appender appender = new Appender(path);
            open.put(path, appender);
            return appender;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot open a log", e);
        }
    }

    /** Lines after a number, in order, at most {@code limit}. */
    public List<LogLine> read(RunId run, StepId step, long after, int limit) {
        Path path = path(run, step);
        Appender writing = open.get(path);
        long end = writing == null ? Long.MAX_VALUE : writing.end();
        List<LogLine> lines = new ArrayList<>();
        if (!Files.exists(path)) {
            return lines;
        }
        try (FileChannel file = FileChannel.open(path)) {
            long from = writing == null ? offsetBefore(file, after) : writing.offsetBefore(after);
            file.position(from);
            Lines reader = new Lines(Channels.newInputStream(file), Math.min(end, file.size()) - from);
            for (byte[] line = reader.next(); line.length > 0 && lines.size() < limit; line = reader.next()) {
                LogLine parsed = parse(line);
                if (parsed.n() > after) {
                    lines.add(parsed);
                }
            }
            return lines;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read a log", e);
        }
    }

    /** The start of a line that is not behind the one after this number: numbers rise, so that halving finds it. */
    private static long offsetBefore(FileChannel file, long after) throws IOException {
        long low = 0;
        long high = file.size();
        while (high - low > NEAR_BYTES) {
            long middle = (low + high) >>> 1;
            long start = nextLine(file, middle, high);
            if (start < high && number(file, start) <= after) {
                low = start;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Where the first line begins that begins behind {@code at}; {@code end} when there is none before it. */
    private static long nextLine(FileChannel file, long at, long end) throws IOException {
        ByteBuffer chunk = ByteBuffer.allocate(8 * 1024);
        for (long from = at; from < end; from += chunk.limit()) {
            chunk.clear();
            if (file.read(chunk, from) < 0) {
                return end;
            }
            chunk.flip();
            for (int i = 0; i < chunk.limit(); i++) {
                if (chunk.get(i) == '\n') {
                    return Math.min(end, from + i + 1);
                }
            }
        }
        return end;
    }

    private static long number(FileChannel file, long start) throws IOException {
        ByteBuffer digits = ByteBuffer.allocate(Long.BYTES * 3);
        file.read(digits, start);
        long number = 0;
        for (int i = 0; i < digits.position() && digits.get(i) != '\t'; i++) {
            number = number * 10 + (digits.get(i) - '0');
        }
        return number;
    }

    private Path path(RunId run, StepId step) {
        return root.resolve(run.value()).resolve(step.value() + ".log");
    }

    private static LogLine parse(byte[] line) {
        String text = new String(line, StandardCharsets.UTF_8);
        int first = text.indexOf('\t');
        int second = text.indexOf('\t', first + 1);
        int third = text.indexOf('\t', second + 1);
        return new LogLine(
                Long.parseLong(text, 0, first, 10),
                Instant.ofEpochMilli(Long.parseLong(text, first + 1, second, 10)),
                text.substring(second + 1, third),
                text.substring(third + 1, text.length() - 1));
    }

    /** Reads lines with their line feed, up to a number of bytes; an empty array at the end or for a line cut off by it. */
    private static final class Lines {
        private final InputStream in;
        private long left;

        Lines(InputStream in, long left) {
            this.in = new BufferedInputStream(in, 64 * 1024);
            this.left = left;
        }

        byte[] next() throws IOException {
            byte[] line = new byte[256];
            int length = 0;
            while (left > 0) {
                int b = in.read();
                if (b < 0) {
                    break;
                }
                left--;
                if (length == line.length) {
                    line = Arrays.copyOf(line, length * 2);
                }
                line[length++] = (byte) b;
                if (b == '\n') {
                    return Arrays.copyOf(line, length);
                }
            }
            return new byte[0];
        }
    }

    /** Writes one step's log. */
    public final class Appender implements AutoCloseable {
        private final Path path;
        private final FileChannel file;
        private final List<Long> index = new ArrayList<>();
        private long lines;
        private long end;

        Appender(Path path) throws IOException {
            this.path = path;
            this.file = FileChannel.open(
                    path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            Lines reader = new Lines(Channels.newInputStream(file), file.size());
            for (byte[] line = reader.next(); line.length > 0; line = reader.next()) {
                count(line.length);
            }
            file.truncate(end);
            file.position(end);
        }

        private void count(int bytes) {
            if (lines % INDEX_EVERY == 0) {
                index.add(end);
            }
            lines++;
            end += bytes;
        }

        /** Numbers and writes lines; gives them with their numbers. They can be read when this returns. */
        public synchronized List<LogLine> write(List<Unnumbered> batch) {
            List<LogLine> written = new ArrayList<>(batch.size());
            List<byte[]> encoded = new ArrayList<>(batch.size());
            int size = 0;
            long n = lines;
            for (Unnumbered line : batch) {
                n++;
                String text = line.text().replace('\n', ' ').replace('\r', ' ');
                written.add(new LogLine(n, line.at(), line.stream(), text));
                byte[] bytes = (n + "\t" + line.at().toEpochMilli() + "\t" + line.stream() + "\t" + text + "\n")
                        .getBytes(StandardCharsets.UTF_8);
                encoded.add(bytes);
                size += bytes.length;
            }
            ByteBuffer buffer = ByteBuffer.allocate(size);
            encoded.forEach(buffer::put);
            buffer.flip();
            try {
                while (buffer.hasRemaining()) {
                    file.write(buffer);
                }
            } catch (IOException e) {
                throw new UncheckedIOException("cannot write a log", e);
            }
            encoded.forEach(bytes -> count(bytes.length));
            return written;
        }

        synchronized long offsetBefore(long n) {
            int slot = (int) Math.min(n / INDEX_EVERY, index.size() - 1L);
            return slot < 0 ? 0 : index.get(slot);
        }

        synchronized long end() {
            return end;
        }

        /** Puts everything on disk; gives what the log holds now. */
        public synchronized Total total() {
            try {
                file.force(false);
                MessageDigest sha256 = Digest.sha256();
                ByteBuffer chunk = ByteBuffer.allocate(64 * 1024);
                long at = 0;
                for (int n = file.read(chunk, at); n > 0; n = file.read(chunk, at)) {
                    sha256.update(chunk.flip());
                    chunk.clear();
                    at += n;
                }
                return new Total(lines, Digest.ofRaw(sha256.digest()));
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read a log", e);
            }
        }

        @Override
        public synchronized void close() {
            open.remove(path, this);
            try {
                file.close();
            } catch (IOException e) {
                throw new UncheckedIOException("cannot close a log", e);
            }
        }
    }

    /** A line that has no number yet. */
    public record Unnumbered(Instant at, String stream, String text) {}
}
