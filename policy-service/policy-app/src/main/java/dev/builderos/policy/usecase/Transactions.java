package dev.builderos.policy.usecase;

import dev.builderos.contracts.OrgId;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.function.Supplier;

/** Where several ports change together or not at all. */
public interface Transactions {
    /**
     * Commits when the work gives an item, rolls back when it fails. Called on a Vert.x context of the caller's own; the work
     * asks one thing after the other, and sees what is of this org only.
     */
    <T> Uni<T> within(OrgId org, Supplier<Uni<T>> work);

    /** The same over all orgs: for what the service does by itself. */
    <T> Uni<T> withinAll(Supplier<Uni<T>> work);

    /** The time of the database, now and not at the start of the transaction. Within a transaction only. */
    Uni<Instant> now();
}
