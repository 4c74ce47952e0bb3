package dev.builderos.gateway.usecase;

import dev.builderos.contracts.Requester;
import dev.builderos.gateway.api.BringRun;
import dev.builderos.gateway.api.ContentDigests;
import dev.builderos.gateway.api.ContentKept;
import dev.builderos.gateway.api.ContentList;
import dev.builderos.gateway.api.ContentPieces;
import dev.builderos.gateway.api.MissingContents;
import dev.builderos.gateway.api.RunBrought;
import io.smallrye.mutiny.Uni;
import org.jspecify.annotations.Nullable;

/** How runs come from one server to another. */
public interface Remotes {
    Uni<ContentList> contents(Requester requester, String run, @Nullable String after);

    Uni<MissingContents> missing(Requester requester, ContentDigests digests);

    Uni<ContentKept> put(Requester requester, String digest, byte[] bytes);

    Uni<ContentKept> join(Requester requester, String digest, ContentPieces pieces);

    Uni<RunBrought> bring(Requester requester, String run, BringRun how);
}
