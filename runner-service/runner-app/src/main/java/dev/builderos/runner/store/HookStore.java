package dev.builderos.runner.store;

import dev.builderos.bus.Envelope;
import dev.builderos.bus.OutboxRelay;
import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.ProjectId;
import dev.builderos.contracts.runner.hook.HookProvider;
import dev.builderos.contracts.runner.hook.HookView;
import dev.builderos.record.OrgTransactions;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The endpoints of webhooks, with their secrets as they were sealed. */
public final class HookStore {
    private static final String COLUMNS =
            "id, org, project, provider, secret, old_secret, old_until, created_by, created_at, rotated_at";

    private final Pool pool;

    public HookStore(Pool pool) {
        this.pool = pool;
    }

    /**
     * An endpoint.
     *
     * @param secret sealed
     * @param oldSecret sealed; null when there was none before
     */
    public record StoredHook(
            OrgId org,
            HookView view,
            String secret,
            @Nullable String oldSecret) {
        /** Without the secrets. */
        @Override
        public String toString() {
            return "StoredHook[" + view + "]";
        }
    }

    /** Every change is committed together with the message that tells of it. */
    public Uni<Void> add(StoredHook hook, Envelope told) {
        HookView view = hook.view();
        return changed(
                        hook.org(),
                        told,
                        client -> client.preparedQuery(
                                        "insert into runner.hook (id, org, project, provider, secret, created_by, created_at)"
                                                + " values ($1, $2, $3, $4, $5, $6, $7) returning " + COLUMNS)
                                .execute(Tuple.from(List.of(
                                        view.id(),
                                        hook.org().value(),
                                        view.project().value(),
                                        view.provider().name(),
                                        hook.secret(),
                                        view.createdBy(),
                                        view.createdAt().atOffset(ZoneOffset.UTC)))))
                .replaceWithVoid();
    }

    /** The endpoint of this id, of whichever org: whoever sends to it does not say. */
    public Uni<Optional<StoredHook>> find(String id) {
        return pool.preparedQuery("select " + COLUMNS + " from runner.hook where id = $1")
                .execute(Tuple.of(id))
                .map(HookStore::first);
    }

    /** The endpoints of an org, or of one of its projects, oldest first. */
    public Uni<List<HookView>> list(OrgId org, @Nullable ProjectId project) {
        return OrgTransactions.execute(
                        pool,
                        org,
                        "select " + COLUMNS + " from runner.hook"
                                + " where org = $1 and ($2::text is null or project = $2) order by created_at, id",
                        Tuple.of(org.value(), project == null ? null : project.value()))
                .map(rows -> {
                    List<HookView> hooks = new ArrayList<>();
                    rows.forEach(row -> hooks.add(stored(row).view()));
                    return hooks;
                });
    }

    /** Gives an endpoint another secret; the one it has is taken until then, and one before that no more. */
    public Uni<Optional<StoredHook>> rotate(
            OrgId org, String id, String secret, Instant now, Instant oldUntil, Envelope told) {
        return changed(
                org,
                told,
                client -> client.preparedQuery(
                                "update runner.hook set old_secret = secret, old_until = $4, secret = $3, rotated_at = $5"
                                        + " where org = $1 and id = $2 returning " + COLUMNS)
                        .execute(Tuple.of(
                                org.value(),
                                id,
                                secret,
                                oldUntil.atOffset(ZoneOffset.UTC),
                                now.atOffset(ZoneOffset.UTC))));
    }

    public Uni<Optional<StoredHook>> remove(OrgId org, String id, Envelope told) {
        return changed(
                org,
                told,
                client -> client.preparedQuery(
                                "delete from runner.hook where org = $1 and id = $2 returning " + COLUMNS)
                        .execute(Tuple.of(org.value(), id)));
    }

    /** The endpoint that a statement has changed; where there was none, nothing is told. */
    private Uni<Optional<StoredHook>> changed(
            OrgId org, Envelope told, Function<SqlClient, Uni<RowSet<Row>>> statement) {
        return OrgTransactions.within(
                pool,
                org,
                client -> statement
                        .apply(client)
                        .map(HookStore::first)
                        .call(hook -> hook.isEmpty()
                                ? Uni.createFrom().voidItem()
                                : OutboxRelay.put(client, "runner", List.of(told))));
    }

    private static Optional<StoredHook> first(RowSet<Row> rows) {
        var iterator = rows.iterator();
        return iterator.hasNext() ? Optional.of(stored(iterator.next())) : Optional.empty();
    }

    private static StoredHook stored(Row row) {
        return new StoredHook(
                new OrgId(row.getString("org")),
                new HookView(
                        row.getString("id"),
                        new ProjectId(row.getString("project")),
                        HookProvider.valueOf(row.getString("provider")),
                        row.getString("created_by"),
                        row.getOffsetDateTime("created_at").toInstant(),
                        instant(row.getOffsetDateTime("rotated_at")),
                        instant(row.getOffsetDateTime("old_until"))),
                row.getString("secret"),
                row.getString("old_secret"));
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }
}
