package dev.builderos.gateway.usecase;

import dev.builderos.contracts.Requester;
import dev.builderos.gateway.api.ArtifactList;
import dev.builderos.gateway.api.DeletedRun;
import dev.builderos.gateway.api.DiffText;
import dev.builderos.gateway.api.FactPage;
import dev.builderos.gateway.api.ForkRun;
import dev.builderos.gateway.api.LogMatches;
import dev.builderos.gateway.api.Rerun;
import dev.builderos.gateway.api.ResumePlan;
import dev.builderos.gateway.api.ResumeRun;
import dev.builderos.gateway.api.RunAccepted;
import dev.builderos.gateway.api.RunDifferences;
import dev.builderos.gateway.api.RunFilter;
import dev.builderos.gateway.api.RunPage;
import dev.builderos.gateway.api.RunSummary;
import dev.builderos.gateway.api.RunView;
import dev.builderos.gateway.api.StartRun;
import io.smallrye.mutiny.Uni;
import org.jspecify.annotations.Nullable;

/** What can be asked about runs. */
public interface Runs {
    Uni<RunAccepted> start(Requester requester, StartRun run, @Nullable String idempotencyKey);

    Uni<RunAccepted> rerun(Requester requester, String run, Rerun rerun, @Nullable String idempotencyKey);

    Uni<RunAccepted> fork(Requester requester, String run, ForkRun fork, @Nullable String idempotencyKey);

    Uni<RunAccepted> replay(Requester requester, String run, @Nullable String idempotencyKey);

    /**
     * Runs, newest first.
     *
     * @param before only older ones, or null
     */
    Uni<RunPage> list(Requester requester, RunFilter filter, @Nullable String before, int limit);

    Uni<RunView> find(Requester requester, String run);

    Uni<RunDifferences> compare(Requester requester, String run, String other);

    Uni<RunSummary> cancel(Requester requester, String run, @Nullable String reason);

    Uni<RunSummary> pause(Requester requester, String run, @Nullable String reason);

    Uni<RunSummary> resume(Requester requester, String run, ResumeRun how);

    /** What {@link #resume} would do to a run that is over. */
    Uni<ResumePlan> planResume(Requester requester, String run, ResumeRun how);

    Uni<DeletedRun> delete(Requester requester, String run, @Nullable String reason);

    /**
     * Facts that follow one.
     *
     * @param limit 1 to 1000
     */
    Uni<FactPage> facts(Requester requester, String run, long after, int limit);

    /**
     * Lines that follow one.
     *
     * @param limit 1 to 5000
     */
    Uni<LinePage> lines(Requester requester, String run, String step, long after, int limit);

    /** The JSON of a {@code LogPage}; see {@link #lines}. */
    Uni<byte[]> log(Requester requester, String run, String step, long after, int limit);

    Uni<LogMatches> search(Requester requester, String run, Search search);

    Uni<ArtifactList> artifacts(Requester requester, String run);

    Uni<Piece> blob(Requester requester, String run, String digest, long offset);

    /** What it changed, or only what a step of it did. */
    Uni<DiffText> diff(Requester requester, String run, @Nullable String step);

    /** The receipt exactly as it was signed. */
    Uni<String> receipt(Requester requester, String run);

    /**
     * What to find in a run's logs.
     *
     * @param step only in this one, or null
     * @param after where the answer before ended, or null
     */
    record Search(
            String text,
            boolean regex,
            @Nullable String step,
            @Nullable String after,
            int limit) {}

    /** Bytes of a content from an offset on; empty at its end. The bytes are shared, nobody changes them. */
    final class Piece {
        private final byte[] bytes;
        private final long total;

        public Piece(byte[] bytes, long total) {
            this.bytes = bytes;
            this.total = total;
        }

        public byte[] bytes() {
            return bytes;
        }

        /** Size of the whole content. */
        public long total() {
            return total;
        }
    }
}
