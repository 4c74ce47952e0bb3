package dev.builderos.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.builderos.sandbox.OutputLine.Extent;
import java.util.function.Consumer;

/**
 * Turns the bytes of one stream into lines, in constant memory.
 *
 * <ul>
 *   <li>LF, CRLF and a lone CR each end a line.
 *   <li>Bytes that are not UTF-8, and NUL, become U+FFFD; other control characters are kept.
 *   <li>A line longer than {@value #MAX_LINE_BYTES} bytes comes in pieces, never cut inside a character.
 *   <li>Past the budget nothing is kept: one marker line says so, whichever stream gets there first.
 * </ul>
 *
 * <p>Not thread-safe: one splitter per stream, one thread per splitter.
 */
public final class LineSplitter {

    /** Bytes of the longest piece of a line. */
    public static final int MAX_LINE_BYTES = 16 * 1024;

    private final OutputLine.Stream stream;
    private final OutputBudget budget;
    private final Consumer<OutputLine> lines;
    private final byte[] pending = new byte[MAX_LINE_BYTES];
    private int length;
    private boolean afterCarriageReturn;
    private boolean capped;

    public LineSplitter(OutputLine.Stream stream, OutputBudget budget, Consumer<OutputLine> lines) {
        this.stream = stream;
        this.budget = budget;
        this.lines = lines;
    }

    public void accept(byte[] bytes, int offset, int count) {
        int granted = budget.take(count);
        split(bytes, offset, offset + granted);
        if (granted < count && !capped) {
            capped = true;
            if (length > 0) {
                emit(length, Extent.CONTINUES);
            }
            if (budget.announce()) {
                String marker = "[output stopped at " + budget.limit() + " bytes; the rest is not kept]";
                lines.accept(new OutputLine(stream, marker, Extent.CAP_REACHED));
            }
        }
    }

    /** The stream ended: gives out a last line that had no line ending. */
    public void finish() {
        if (length > 0) {
            emit(length, Extent.COMPLETE);
        }
    }

    private void split(byte[] bytes, int from, int to) {
        int start = from;
        for (int at = from; at < to; at++) {
            byte b = bytes[at];
            if (b != '\n' && b != '\r') {
                continue;
            }
            keep(bytes, start, at);
            boolean secondHalfOfCrLf = b == '\n' && afterCarriageReturn && at == start;
            if (!secondHalfOfCrLf) {
                emit(length, Extent.COMPLETE);
            }
            afterCarriageReturn = b == '\r';
            start = at + 1;
        }
        keep(bytes, start, to);
    }

    private void keep(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to) {
            if (length == MAX_LINE_BYTES) {
                emit(characterBoundary(), Extent.CONTINUES);
            }
            int taken = Math.min(to - at, MAX_LINE_BYTES - length);
            System.arraycopy(bytes, at, pending, length, taken);
            length += taken;
            at += taken;
            afterCarriageReturn = false;
        }
    }

    /** The end of the last character that is whole: at most three bytes before the end of the pending bytes. */
    private int characterBoundary() {
        for (int back = 1; back <= 3; back++) {
            int b = pending[length - back] & 0xFF;
            if (b < 0x80) {
                return length;
            }
            if (b >= 0xC0) {
                int wanted = b >= 0xF0 ? 4 : b >= 0xE0 ? 3 : 2;
                return wanted > back ? length - back : length;
            }
        }
        return length;
    }

    private void emit(int end, Extent extent) {
        String text = new String(pending, 0, end, UTF_8).replace('\0', '\uFFFD');
        System.arraycopy(pending, end, pending, 0, length - end);
        length -= end;
        lines.accept(new OutputLine(stream, text, extent));
    }
}
