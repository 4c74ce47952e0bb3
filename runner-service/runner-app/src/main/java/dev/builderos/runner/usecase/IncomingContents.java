package dev.builderos.runner.usecase;

import dev.builderos.contracts.ContractException;
import dev.builderos.contracts.Digest;
import dev.builderos.contracts.ErrorCategory;
import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.runner.remote.ContentKept;
import dev.builderos.contracts.runner.remote.FindMissing;
import dev.builderos.contracts.runner.remote.JoinContent;
import dev.builderos.contracts.runner.remote.MissingContents;
import dev.builderos.contracts.runner.remote.PutContent;
import dev.builderos.runner.store.BlobStore;
import dev.builderos.runner.store.IncomingStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Base64;
import java.util.Enumeration;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/** Takes content that clients send before the run that names it. Blocking; for virtual threads. */
@ApplicationScoped
public class IncomingContents {
    /** Bytes of one message; larger content comes in pieces. */
    static final int PIECE_BYTES = 512 * 1024;

    private static final int MOST_PIECES = 8_192;
    private static final int MOST_DIGESTS = 1_000;
    private static final Duration BOUND = Duration.ofSeconds(10);

    private final IncomingStore incoming;
    private final BlobStore blobs;

    IncomingContents(IncomingStore incoming, BlobStore blobs) {
        this.incoming = incoming;
        this.blobs = blobs;
    }

    public MissingContents missing(FindMissing query) {
        OrgId org = query.requester().org();
        if (query.digests().isEmpty() || query.digests().size() > MOST_DIGESTS) {
            throw invalid("ask for 1 to " + MOST_DIGESTS + " contents at once");
        }
        incoming.expect(org, query.digests()).await().atMost(BOUND);
        return new MissingContents(query.digests().stream()
                .distinct()
                .filter(digest -> blobs.size(org, digest).isEmpty())
                .toList());
    }

    /** Keeping the same content twice changes nothing. */
    public ContentKept put(PutContent command) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(command.base64());
        } catch (IllegalArgumentException wrong) {
            throw invalid("the content is not in base64");
        }
        if (bytes.length > PIECE_BYTES) {
            throw invalid("a content has at most " + PIECE_BYTES + " bytes in one piece; send pieces and join them");
        }
        Digest digest = Digest.of(bytes);
        if (!digest.equals(command.digest())) {
            throw otherContent(command.digest(), digest);
        }
        incoming.expect(command.requester().org(), List.of(digest)).await().atMost(BOUND);
        BlobStore.Kept kept = blobs.keep(command.requester().org(), bytes);
        return new ContentKept(kept.digest(), kept.bytes());
    }

    /** Nothing but the whole content counts; what other pieces make is removed when its time has come. */
    public ContentKept join(JoinContent command) {
        OrgId org = command.requester().org();
        if (command.pieces().isEmpty() || command.pieces().size() > MOST_PIECES) {
            throw invalid("a content is made of 1 to " + MOST_PIECES + " pieces");
        }
        incoming.expect(org, List.of(command.digest())).await().atMost(BOUND);
        BlobStore.Kept kept;
        try (InputStream whole = new SequenceInputStream(new Pieces(org, command.pieces()))) {
            kept = blobs.keep(org, whole);
        } catch (IOException e) {
            throw new UncheckedIOException("pieces cannot be joined", e);
        }
        if (!kept.digest().equals(command.digest())) {
            incoming.expect(org, List.of(kept.digest())).await().atMost(BOUND);
            throw otherContent(command.digest(), kept.digest());
        }
        return new ContentKept(kept.digest(), kept.bytes());
    }

    /** The pieces one after the other, each opened when it is its turn. */
    @SuppressWarnings("JdkObsolete") // A sequence of streams takes nothing newer.
    private final class Pieces implements Enumeration<InputStream> {
        private final OrgId org;
        private final Iterator<Digest> rest;

        Pieces(OrgId org, List<Digest> pieces) {
            this.org = org;
            this.rest = pieces.iterator();
        }

        @Override
        public boolean hasMoreElements() {
            return rest.hasNext();
        }

        @Override
        public InputStream nextElement() {
            if (!rest.hasNext()) {
                throw new NoSuchElementException();
            }
            Digest piece = rest.next();
            return blobs.open(org, piece)
                    .orElseThrow(() -> new ContractException(
                            "content.missing",
                            ErrorCategory.NOT_FOUND,
                            "the piece " + piece.abbreviated() + " is not here; send it first"));
        }
    }

    private static ContractException otherContent(Digest said, Digest is) {
        return new ContractException(
                "content.other",
                ErrorCategory.INVALID,
                "this is the content of " + is.abbreviated() + ", not of " + said.abbreviated()
                        + "; it was changed on its way, or before");
    }

    private static ContractException invalid(String message) {
        return new ContractException("request.invalid", ErrorCategory.INVALID, message);
    }
}
