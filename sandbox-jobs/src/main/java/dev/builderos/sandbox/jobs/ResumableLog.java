package dev.builderos.sandbox.jobs;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * Takes the log of a container as Kubernetes gives it with timestamps, and passes on what the container wrote: each byte once,
 * however often the log has to be asked for again.
 *
 * <p>Asked for from some second on, a log begins with the lines of that second, in the order in which they always come. So it is
 * enough to remember the newest second, how many lines of it or later ones were seen, and how far into a line that was cut off.
 *
 * <p>Not thread-safe: one reader at a time.
 */
final class ResumableLog extends OutputStream {
    /** Longer than any timestamp; what has no space by then has none. */
    private static final int LONGEST_STAMP = 64;

    /** Where the bytes go; may block. */
    interface Sink {
        void accept(byte[] bytes, int offset, int count);
    }

    private final Sink sink;
    private final ByteArrayOutputStream stamp = new ByteArrayOutputStream(LONGEST_STAMP);

    /** The newest second that a line has, or the least there is. */
    private long second = Long.MIN_VALUE;

    /** Whole lines of that second or later ones that were passed on. */
    private long passed;

    /** Bytes of a line that was begun and not ended. */
    private long begun;

    /** Of this reading: whole lines to leave out still, and bytes of the line after them. */
    private long skipLines;

    private long skipBytes;

    private boolean inStamp = true;
    private long lineSecond;
    private long bytes;

    ResumableLog(Sink sink) {
        this.sink = sink;
    }

    /** From when on the log has to be asked for; null for all of it. To be called before each reading. */
    @Nullable
    String begin() {
        if (lineSecond < second) {
            // Of an earlier second than its neighbours, so that it does not come again.
            begun = 0;
        }
        skipLines = passed;
        skipBytes = begun;
        inStamp = true;
        stamp.reset();
        return second == Long.MIN_VALUE ? null : Instant.ofEpochSecond(second).toString();
    }

    /** Bytes that came, timestamps and all: whether a reading got anywhere. */
    long bytes() {
        return bytes;
    }

    @Override
    public void write(int one) {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] given, int offset, int count) {
        bytes += count;
        int at = offset;
        int end = offset + count;
        while (at < end) {
            at = inStamp ? readStamp(given, at, end) : readLine(given, at, end);
        }
    }

    private int readStamp(byte[] given, int from, int end) {
        for (int at = from; at < end; at++) {
            if (given[at] == ' ') {
                stampEnded();
                return at + 1;
            }
            stamp.write(given[at]);
            if (given[at] == '\n' || stamp.size() == LONGEST_STAMP) {
                throw new IllegalStateException("the log of the pod comes without timestamps");
            }
        }
        return end;
    }

    private void stampEnded() {
        String text = stamp.toString(US_ASCII);
        stamp.reset();
        inStamp = false;
        try {
            lineSecond = OffsetDateTime.parse(text).toEpochSecond();
        } catch (DateTimeException unknown) {
            throw new IllegalStateException("the log of the pod comes without timestamps", unknown);
        }
        if (lineSecond > second) {
            // Lines that were to be left out are not there any more: the node has thrown them away.
            skipLines = 0;
            skipBytes = 0;
            second = lineSecond;
            passed = 0;
        }
    }

    private int readLine(byte[] given, int from, int end) {
        int at = from;
        while (at < end && given[at] != '\n') {
            at++;
        }
        boolean whole = at < end;
        int next = whole ? at + 1 : at;
        if (skipLines > 0) {
            if (whole) {
                skipLines--;
                inStamp = true;
            }
            return next;
        }
        int left = (int) Math.min(skipBytes, next - from);
        skipBytes -= left;
        if (next - from > left) {
            sink.accept(given, from + left, next - from - left);
            begun += next - from - left;
        }
        if (whole) {
            skipBytes = 0;
            begun = 0;
            inStamp = true;
            if (lineSecond >= second) {
                passed++;
            }
        }
        return next;
    }
}
