package dev.builderos.runner.store;

import com.github.luben.zstd.Zstd;
import dev.builderos.contracts.OrgId;
import dev.builderos.runner.store.LogIndex.Segment;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Packs stretches of logs into blobs, and keeps the few that were read last unpacked for those who read on. */
final class LogSegments {
    private static final int LEVEL = 1;
    private static final int UNPACKED = 4;

    /** A read goes through memory outside the heap of its size. */
    private static final int READ_BYTES = 64 * 1024;

    private static final int SLACK_BYTES = 512 * 1024;

    private final BlobStore blobs;
    private byte[] raw = {};
    private byte[] compressed = {};
    private final Map<Segment, byte[]> unpacked = new LinkedHashMap<>(UNPACKED * 2, 0.75f, true);

    LogSegments(BlobStore blobs) {
        this.blobs = blobs;
    }

    /**
     * Makes the beginning of a stretch durable, up to its last whole line before {@code window}, or up to its end when that is not
     * further. One stretch at a time: the memory it takes is kept, for fresh megabytes each time would make the heap grow.
     *
     * @param first the number of the first line
     * @return empty when not even one line is whole
     */
    synchronized Optional<Segment> keep(OrgId org, FileChannel file, long from, int length, int window, long first)
            throws IOException {
        byte[] stretch = stretch(length);
        ByteBuffer into = ByteBuffer.wrap(stretch, 0, length);
        while (into.position() < length) {
            into.limit(Math.min(length, into.position() + READ_BYTES));
            if (file.read(into, from + into.position()) < 0) {
                throw new EOFException("a log is shorter than it was");
            }
        }
        int end = length <= window ? length : LogText.lastEnd(stretch, window);
        if (end == 0) {
            return Optional.empty();
        }
        long packedOrError = Zstd.compressByteArray(compressed, 0, compressed.length, stretch, 0, end, LEVEL);
        if (Zstd.isError(packedOrError)) {
            throw new IOException("a log cannot be packed: " + Zstd.getErrorName(packedOrError));
        }
        int packed = (int) packedOrError;
        BlobStore.Kept kept = blobs.keep(org, Arrays.copyOf(compressed, packed));
        long last = first + LogText.lines(stretch, end) - 1;
        return Optional.of(new Segment(first, last, end, packed, kept.digest()));
    }

    private byte[] stretch(int length) {
        if (raw.length < length) {
            // Stretches differ by a batch of lines; what is once taken shall do for all.
            raw = new byte[length + SLACK_BYTES];
            compressed = new byte[(int) Zstd.compressBound(raw.length)];
        }
        return raw;
    }

    /** The lines of a segment; shared, nobody changes them. */
    byte[] read(OrgId org, Segment segment) {
        synchronized (unpacked) {
            byte[] there = unpacked.get(segment);
            if (there != null) {
                return there;
            }
        }
        byte[] packed = blobs.read(org, segment.digest())
                .orElseThrow(() -> new IllegalStateException("lines " + segment.first() + " to " + segment.last()
                        + " of a log are missing: " + segment.digest()));
        byte[] lines = Zstd.decompress(packed, segment.rawBytes());
        synchronized (unpacked) {
            unpacked.put(segment, lines);
            if (unpacked.size() > UNPACKED) {
                unpacked.remove(unpacked.keySet().iterator().next());
            }
        }
        return lines;
    }
}
