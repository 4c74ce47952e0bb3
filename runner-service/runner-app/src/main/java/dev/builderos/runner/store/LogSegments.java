package dev.builderos.runner.store;

import com.github.luben.zstd.Zstd;
import dev.builderos.runner.store.LogIndex.Segment;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Packs stretches of logs into blobs, and keeps the few that were read last unpacked for those who read on. */
final class LogSegments {
    private static final int LEVEL = 1;
    private static final int UNPACKED = 4;

    private final BlobStore blobs;
    private final Map<Segment, byte[]> unpacked = new LinkedHashMap<>(UNPACKED * 2, 0.75f, true);

    LogSegments(BlobStore blobs) {
        this.blobs = blobs;
    }

    /** Makes a stretch of whole lines durable. */
    Segment keep(byte[] raw, int from, int to, long first) {
        byte[] stretch = Arrays.copyOfRange(raw, from, to);
        byte[] packed = Zstd.compress(stretch, LEVEL);
        BlobStore.Kept kept = blobs.keep(packed);
        long last = first + LogText.lines(stretch, stretch.length) - 1;
        return new Segment(first, last, stretch.length, packed.length, kept.digest());
    }

    /** The lines of a segment; shared, nobody changes them. */
    byte[] read(Segment segment) {
        synchronized (unpacked) {
            byte[] there = unpacked.get(segment);
            if (there != null) {
                return there;
            }
        }
        byte[] packed = blobs.read(segment.digest())
                .orElseThrow(() -> new IllegalStateException("lines " + segment.first() + " to " + segment.last()
                        + " of a log are missing: " + segment.digest()));
        byte[] raw = Zstd.decompress(packed, segment.rawBytes());
        synchronized (unpacked) {
            unpacked.put(segment, raw);
            if (unpacked.size() > UNPACKED) {
                unpacked.remove(unpacked.keySet().iterator().next());
            }
        }
        return raw;
    }
}
