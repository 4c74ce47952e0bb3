package dev.builderos.runner.store;

import dev.builderos.contracts.ContractJson;
import dev.builderos.contracts.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Which compressed segments hold a log's older lines, and what was not stored. The file appears whole and on disk, or not at
 * all.
 *
 * @param segments one behind the other from line 1 on, without gaps
 * @param capped whether lines were left out because the log was full
 * @param dropped how many, as far as the attempts that ended knew
 */
record LogIndex(List<Segment> segments, boolean capped, long dropped) {
    static final LogIndex EMPTY = new LogIndex(List.of(), false, 0);

    LogIndex {
        segments = List.copyOf(segments);
    }

    /**
     * A stretch of a log.
     *
     * @param digest of the compressed bytes, under which they are kept
     */
    record Segment(long first, long last, int rawBytes, int bytes, Digest digest) {}

    static LogIndex read(Path file) throws IOException {
        return Files.exists(file) ? ContractJson.read(Files.readAllBytes(file), LogIndex.class) : EMPTY;
    }

    void write(Path file) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try (FileChannel out = FileChannel.open(
                part, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(ContractJson.write(this));
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            out.force(true);
        }
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        if (directory != null) {
            force(directory);
        }
    }

    /** Makes sure that the names in a directory are on disk. */
    static Path directoryOf(Path file) {
        return Objects.requireNonNull(file.toAbsolutePath().getParent(), "a log lies in a directory");
    }

    static void force(Path directory) throws IOException {
        try (FileChannel folder = FileChannel.open(directory)) {
            folder.force(true);
        }
    }

    long lines() {
        return segments.isEmpty() ? 0 : segments.getLast().last();
    }

    long rawBytes() {
        return segments.stream().mapToLong(Segment::rawBytes).sum();
    }

    LogIndex with(List<Segment> more) {
        return new LogIndex(Stream.concat(segments.stream(), more.stream()).toList(), capped, dropped);
    }

    LogIndex withDropped(long all) {
        return new LogIndex(segments, true, all);
    }
}
