package dev.builderos.gateway.bus;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.Requester;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.StepId;
import dev.builderos.contracts.runner.RunnerContracts;
import dev.builderos.contracts.runner.remote.BroughtLog;
import dev.builderos.contracts.runner.remote.FindMissing;
import dev.builderos.contracts.runner.remote.JoinContent;
import dev.builderos.contracts.runner.remote.ListContents;
import dev.builderos.contracts.runner.remote.PutContent;
import dev.builderos.gateway.api.BringRun;
import dev.builderos.gateway.api.ContentDigests;
import dev.builderos.gateway.api.ContentKept;
import dev.builderos.gateway.api.ContentList;
import dev.builderos.gateway.api.ContentPieces;
import dev.builderos.gateway.api.MissingContents;
import dev.builderos.gateway.api.RunBrought;
import dev.builderos.gateway.usecase.Remotes;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

@ApplicationScoped
class BusRemotes implements Remotes {
    private static final int PAGE = 2_000;

    private final Ask ask;

    BusRemotes(Ask ask) {
        this.ask = ask;
    }

    @Override
    public Uni<ContentList> contents(Requester requester, String run, @Nullable String after) {
        var query = new ListContents(
                requester, Ids.parse(RunId::new, run), after == null ? null : Ids.parse(Digest::new, after), PAGE);
        return ask.of(RunnerContracts.LIST_CONTENTS, requester, run, query, Ask.LONG)
                .map(answer -> Translation.to(ContentList.class, answer));
    }

    @Override
    public Uni<MissingContents> missing(Requester requester, ContentDigests digests) {
        return ask.of(
                        RunnerContracts.FIND_MISSING,
                        requester,
                        "all",
                        new FindMissing(requester, all(digests.digests())),
                        Ask.LONG)
                .map(answer -> Translation.to(MissingContents.class, answer));
    }

    @Override
    public Uni<ContentKept> put(Requester requester, String digest, byte[] bytes) {
        var command = new PutContent(
                requester, Ids.parse(Digest::new, digest), Base64.getEncoder().encodeToString(bytes));
        return ask.of(RunnerContracts.PUT_CONTENT, requester, "all", command, Ask.LONG)
                .map(answer -> Translation.to(ContentKept.class, answer));
    }

    @Override
    public Uni<ContentKept> join(Requester requester, String digest, ContentPieces pieces) {
        var command = new JoinContent(requester, Ids.parse(Digest::new, digest), all(pieces.pieces()));
        return ask.of(RunnerContracts.JOIN_CONTENT, requester, "all", command, Ask.LONG)
                .map(answer -> Translation.to(ContentKept.class, answer));
    }

    @Override
    public Uni<RunBrought> bring(Requester requester, String run, BringRun how) {
        var command = new dev.builderos.contracts.runner.remote.BringRun(
                requester,
                Ids.parse(RunId::new, run),
                Ids.parse(Digest::new, how.receipt()),
                how.logs().stream()
                        .map(log -> new BroughtLog(
                                Ids.parse(StepId::new, log.step()),
                                Ids.parse(Digest::new, log.content()),
                                log.capped()))
                        .toList(),
                how.from());
        return ask.of(RunnerContracts.BRING_RUN, requester, run, command, Ask.LONG)
                .map(answer -> Translation.to(RunBrought.class, answer));
    }

    private static List<Digest> all(List<String> digests) {
        return digests.stream().map(digest -> Ids.parse(Digest::new, digest)).toList();
    }
}
