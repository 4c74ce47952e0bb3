package dev.builderos.runner.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.builderos.contracts.runner.LogLine;
import java.time.Instant;
import java.util.Arrays;

/** The text form of a log: a line is {@code n TAB unix-millis TAB stream TAB text LF}, in UTF-8. */
final class LogText {
    /** Digits of the two numbers, the three tabs and the line feed, at most. */
    private static final int FRAME_BYTES = 44;

    private byte[] bytes;
    private int length;

    LogText(int capacity) {
        this.bytes = new byte[capacity];
    }

    /** What was added since it was cleared; shared, valid until the next change. */
    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    void clear() {
        length = 0;
    }

    void add(LogLine line) {
        byte[] text = line.text().getBytes(UTF_8);
        byte[] stream = line.stream().getBytes(UTF_8);
        int needed = length + text.length + stream.length + FRAME_BYTES;
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(needed, bytes.length * 2));
        }
        number(line.n());
        bytes[length++] = '\t';
        number(line.at().toEpochMilli());
        bytes[length++] = '\t';
        append(stream);
        bytes[length++] = '\t';
        append(text);
        bytes[length++] = '\n';
    }

    /** Takes back what was added behind this length. */
    void cut(int to) {
        length = to;
    }

    private void append(byte[] part) {
        System.arraycopy(part, 0, bytes, length, part.length);
        length += part.length;
    }

    private void number(long value) {
        int digits = 1;
        for (long rest = value / 10; rest > 0; rest /= 10) {
            digits++;
        }
        long rest = value;
        for (int at = length + digits - 1; at >= length; at--) {
            bytes[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += digits;
    }

    /** Where the line ends that begins at {@code from}: behind its line feed, or -1 when it is not whole. */
    static int end(byte[] bytes, int from, int to) {
        for (int at = from; at < to; at++) {
            if (bytes[at] == '\n') {
                return at + 1;
            }
        }
        return -1;
    }

    /** Behind the last whole line before {@code to}; 0 when there is none. */
    static int lastEnd(byte[] bytes, int to) {
        int at = to;
        while (at > 0 && bytes[at - 1] != '\n') {
            at--;
        }
        return at;
    }

    /** The number of the line that begins at {@code from}. */
    static long number(byte[] bytes, int from) {
        long number = 0;
        for (int at = from; at < bytes.length && bytes[at] >= '0' && bytes[at] <= '9'; at++) {
            number = number * 10 + (bytes[at] - '0');
        }
        return number;
    }

    /** Where the first line begins whose number is larger: numbers rise, so that halving finds it. */
    static int startBehind(byte[] bytes, int to, long after) {
        int low = 0;
        int high = to;
        while (low < high) {
            int middle = (low + high) >>> 1;
            int start = middle;
            while (start > low && bytes[start - 1] != '\n') {
                start--;
            }
            if (number(bytes, start) > after) {
                high = start;
            } else {
                int end = end(bytes, start, to);
                low = end < 0 ? to : end;
            }
        }
        return low;
    }

    static long lines(byte[] bytes, int to) {
        long lines = 0;
        for (int at = 0; at < to; at++) {
            if (bytes[at] == '\n') {
                lines++;
            }
        }
        return lines;
    }

    static LogLine line(byte[] bytes, int from, int end) {
        int first = tab(bytes, from);
        int second = tab(bytes, first + 1);
        int third = tab(bytes, second + 1);
        return new LogLine(
                number(bytes, from),
                Instant.ofEpochMilli(number(bytes, first + 1)),
                stream(bytes, second + 1, third),
                new String(bytes, third + 1, end - third - 2, UTF_8));
    }

    private static String stream(byte[] bytes, int from, int to) {
        boolean usual = to - from == 3;
        if (usual && bytes[from] == 'o' && bytes[from + 1] == 'u' && bytes[from + 2] == 't') {
            return "out";
        }
        if (usual && bytes[from] == 'e' && bytes[from + 1] == 'r' && bytes[from + 2] == 'r') {
            return "err";
        }
        return new String(bytes, from, to - from, UTF_8);
    }

    private static int tab(byte[] bytes, int from) {
        int at = from;
        while (bytes[at] != '\t') {
            at++;
        }
        return at;
    }
}
