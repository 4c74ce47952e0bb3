package dev.builderos.cli.remote;

import dev.builderos.contracts.Digest;
import dev.builderos.gateway.api.ContentDigests;
import dev.builderos.gateway.api.ContentPieces;
import dev.builderos.gateway.api.RemoteClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;

/** Sends contents that a server does not have, in pieces of bounded size. What an interrupted upload left is not sent again. */
final class Upload {
    private static final int ASKED_AT_ONCE = 1_000;
    private static final int PIECE = RemoteClient.PIECE_BYTES;

    private final RemoteClient target;
    private final LongConsumer progress;
    private int contents;
    private long bytes;

    /** {@code progress} hears of bytes as they are sent. */
    Upload(RemoteClient target, LongConsumer progress) {
        this.target = target;
        this.progress = progress;
    }

    /** How many contents were sent. */
    int contents() {
        return contents;
    }

    long bytes() {
        return bytes;
    }

    /** Those of these that the server does not have. */
    Set<String> missing(List<String> digests) {
        Set<String> missing = new HashSet<>();
        for (int from = 0; from < digests.size(); from += ASKED_AT_ONCE) {
            List<String> some = digests.subList(from, Math.min(digests.size(), from + ASKED_AT_ONCE));
            missing.addAll(target.missingContents(new ContentDigests(some)).missing());
        }
        return missing;
    }

    /** Sends what is small enough for one piece. */
    void send(String digest, byte[] content) {
        put(digest, content);
        contents++;
    }

    /** Sends a file, unless its digest shows that it is another content than it is taken for. */
    void send(String digest, Path file) throws IOException {
        long size = Files.size(file);
        if (size <= PIECE) {
            send(digest, Files.readAllBytes(file));
            return;
        }
        List<String> pieces = new ArrayList<>();
        eachPiece(file, (piece, content) -> pieces.add(piece));
        Set<String> missing = missing(pieces.stream().distinct().toList());
        eachPiece(file, (piece, content) -> {
            if (missing.remove(piece)) {
                put(piece, content);
            }
        });
        target.joinContent(digest, new ContentPieces(pieces));
        contents++;
    }

    private void put(String digest, byte[] content) {
        target.putContent(digest, content);
        bytes += content.length;
        progress.accept(content.length);
    }

    private interface Piece {
        void take(String digest, byte[] content);
    }

    private static void eachPiece(Path file, Piece piece) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            for (byte[] content = in.readNBytes(PIECE); content.length > 0; content = in.readNBytes(PIECE)) {
                piece.take(digest(content), content);
            }
        }
    }

    /** Puts a stream into a file of its own, in constant memory. */
    static void spool(InputStream content, Path file) {
        try (content) {
            Files.copy(content, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("a content could not be fetched", e);
        }
    }

    static String digest(byte[] content) {
        return Digest.of(content).value();
    }

    static String digest(Path file) throws IOException {
        try (DigestInputStream in = new DigestInputStream(Files.newInputStream(file), Digest.sha256())) {
            in.transferTo(OutputStream.nullOutputStream());
            return Digest.ofRaw(in.getMessageDigest().digest()).value();
        }
    }
}
