package dev.builderos.runner.usecase;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.builderos.contracts.Digest;
import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.journal.FactRecord;
import dev.builderos.contracts.runner.Blob;
import dev.builderos.contracts.runner.remote.ContentList;
import dev.builderos.contracts.runner.remote.ListContents;
import dev.builderos.contracts.runner.remote.NamedContent;
import dev.builderos.runner.engine.Contents;
import dev.builderos.runner.store.BlobStore;
import dev.builderos.runner.store.RunStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What runs left, wherever it is kept: among the artifacts, or beside the journal as plans and receipts are. Blocking. */
@ApplicationScoped
class RunContents {
    private static final Duration BOUND = Duration.ofSeconds(20);
    private static final int PAGE = 2_000;

    /** Runs whose contents are remembered, as they are asked for page by page. */
    private static final int REMEMBERED = 8;

    private final KnownRuns known;
    private final RunStore store;
    private final BlobStore blobs;
    private final Cache<Journal, Map<Digest, Long>> remembered =
            Caffeine.newBuilder().maximumSize(REMEMBERED).build();

    /** A journal as long as it was. */
    private record Journal(RunId run, long facts) {}

    RunContents(KnownRuns known, RunStore store, BlobStore blobs) {
        this.known = known;
        this.store = store;
        this.blobs = blobs;
    }

    /** What has to come along with a run that is over, but for its newest receipt, which has a file of its own. */
    ContentList list(ListContents query) {
        OrgId org = query.requester().org();
        RunStore.StoredRun run = known.stored(org, query.runId());
        KnownRuns.requireOver(run);
        int limit = Math.clamp(query.limit(), 1, PAGE);
        Digest after = query.after();
        List<NamedContent> found = named(run).entrySet().stream()
                .filter(entry -> after == null || entry.getKey().compareTo(after) > 0)
                .limit(limit + 1L)
                .map(entry -> new NamedContent(entry.getKey(), entry.getValue(), size(org, query.runId(), entry)))
                .toList();
        boolean more = found.size() > limit;
        List<NamedContent> page = more ? found.subList(0, limit) : found;
        return new ContentList(page, more ? page.getLast().digest() : null);
    }

    private Map<Digest, Long> named(RunStore.StoredRun run) {
        return remembered.get(
                new Journal(run.summary().id(), run.summary().facts()),
                journal -> sentAlone(store.journal(journal.run(), BOUND)));
    }

    /** All that a journal names but for the receipt in its last fact. */
    static Map<Digest, Long> sentAlone(List<FactRecord> journal) {
        boolean closed = !journal.isEmpty() && journal.getLast().type().equals("ReceiptIssued");
        return Contents.named(closed ? journal.subList(0, journal.size() - 1) : journal);
    }

    private @Nullable Long size(OrgId org, RunId run, Map.Entry<Digest, Long> named) {
        return blobs.size(org, named.getKey())
                .or(() -> beside(run, named.getKey(), named.getValue()).map(bytes -> (long) bytes.length))
                .orElse(null);
    }

    /** A piece of a content that a run's journal names; nothing when it is not kept. */
    Optional<Blob> read(OrgId org, RunId run, Digest digest, long offset, int limit) {
        Optional<byte[]> piece = blobs.read(org, digest, offset, limit);
        if (piece.isPresent()) {
            return blobs.size(org, digest).map(total -> blob(piece.get(), total));
        }
        return beside(run, digest).map(whole -> {
            int from = (int) Math.min(offset, whole.length);
            return blob(Arrays.copyOfRange(whole, from, Math.min(whole.length, from + limit)), whole.length);
        });
    }

    private static Blob blob(byte[] piece, long total) {
        return new Blob(Base64.getEncoder().encodeToString(piece), total);
    }

    private Optional<byte[]> beside(RunId run, Digest digest) {
        return store.factsOf(run, "ReceiptIssued").await().atMost(BOUND).stream()
                .filter(fact -> digest.value().equals(fact.body().path("digest").asText()))
                .findFirst()
                .map(FactRecord::seq)
                .or(() -> Optional.of(0L))
                .flatMap(seq -> beside(run, digest, seq));
    }

    /** A plan, or the receipt that this fact names. */
    private Optional<byte[]> beside(RunId run, Digest digest, long fact) {
        return store.planIfKept(digest)
                .await()
                .atMost(BOUND)
                .or(() -> store.receipt(run, fact).await().atMost(BOUND))
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .filter(bytes -> Digest.of(bytes).equals(digest));
    }
}
