package dev.builderos.gateway.usecase;

import dev.builderos.contracts.Requester;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.atomic.AtomicLong;

/** A stored content of a run, piece by piece. */
@ApplicationScoped
public class ReadContent {
    private final Runs runs;

    ReadContent(Runs runs) {
        this.runs = runs;
    }

    /** The content in pieces. Fails before the first piece when the run has no such content. */
    public Uni<Multi<byte[]>> of(Requester requester, String run, String digest) {
        return runs.blob(requester, run, digest, 0).map(first -> rest(requester, run, digest, first));
    }

    private Multi<byte[]> rest(Requester requester, String run, String digest, Runs.Piece first) {
        AtomicLong read = new AtomicLong(first.bytes().length);
        Multi<byte[]> others = Multi.createBy()
                .repeating()
                .uni(() -> read.get() >= first.total()
                        ? Uni.createFrom().item(new byte[0])
                        : runs.blob(requester, run, digest, read.get()).map(Runs.Piece::bytes))
                .whilst(bytes -> bytes.length > 0)
                .invoke(bytes -> read.addAndGet(bytes.length));
        return Multi.createBy()
                .concatenating()
                .streams(Multi.createFrom().item(first.bytes()), others)
                .filter(bytes -> bytes.length > 0);
    }
}
