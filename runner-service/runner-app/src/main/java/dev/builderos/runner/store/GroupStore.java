package dev.builderos.runner.store;

import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.ProjectId;
import dev.builderos.contracts.RunId;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Concurrency groups as the rows of unfinished runs say: which run holds one, which wait for it. A group is one of a project of
 * an org. It is taken by the commit that admits a run ({@link Journal}) or by {@link #grant}, and free again with the commit that
 * ends the run.
 */
public final class GroupStore {
    /** Runs that wait: admitted, not released, not given up. */
    private static final String WAITING =
            "w.run_group is not null and not w.closed and w.state = 'QUEUED' and w.quarantined is null";

    private static final String FIRST = "w.priority desc, w.group_turn";

    private final Pool pool;
    private final String owner;

    public GroupStore(Pool pool, String owner) {
        this.pool = pool;
        this.owner = owner;
    }

    /** A run that a later one of its group wants out of the way. */
    public record Superseded(RunId run, String group, RunId by) {}

    /** The run that a new one of this group has to wait for: who holds it, or who is next. */
    public Uni<Optional<RunId>> ahead(OrgId org, ProjectId project, String group) {
        return pool.preparedQuery(
                        "select w.id from runner.run w where w.org = $1 and w.project = $2 and w.run_group = $3"
                                + " and w.quarantined is null and not w.closed and (w.group_held or (" + WAITING + "))"
                                + " order by w.group_held desc, " + FIRST + " limit 1")
                .execute(Tuple.of(org.value(), project.value(), group))
                .map(rows -> ids(rows).stream().findFirst());
    }

    /** Whether any run of any runner waits for its group. */
    public Uni<Boolean> anyWaits() {
        return pool.preparedQuery("select exists (select from runner.run w where " + WAITING + ")")
                .execute()
                .map(rows -> rows.iterator().next().getBoolean(0));
    }

    /** Runs of ours that have to be cancelled because a later one of their group waits and says so. */
    public Uni<List<Superseded>> superseded() {
        return pool.preparedQuery("select r.id, r.run_group, latest.id as by from runner.run r, lateral ("
                        + "select w.id from runner.run w where w.org = r.org and w.project = r.project"
                        + " and w.run_group = r.run_group and w.group_turn > r.group_turn and w.cancels_earlier and "
                        + WAITING + " order by w.group_turn desc limit 1) latest"
                        + " where r.owner = $1 and r.run_group is not null and not r.closed and r.ended_at is null"
                        + " and r.state <> 'CANCELLING' and r.quarantined is null")
                .execute(Tuple.of(owner))
                .map(rows -> {
                    List<Superseded> superseded = new ArrayList<>();
                    rows.forEach(row ->
                            superseded.add(new Superseded(id(row, "id"), row.getString("run_group"), id(row, "by"))));
                    return superseded;
                });
    }

    /**
     * Gives each free group to the run that is next: by priority, then in the order they came. Fails when another runner has
     * just given one of them away; the next call sees that.
     */
    public Uni<Void> grant() {
        return pool.preparedQuery("update runner.run r set group_held = true from ("
                        + "select distinct on (w.org, w.project, w.run_group) w.id from runner.run w where " + WAITING
                        + " and not exists (select from runner.run h where h.org = w.org and h.project = w.project"
                        + " and h.run_group = w.run_group and h.group_held and h.quarantined is null)"
                        + " order by w.org, w.project, w.run_group, " + FIRST + ") next"
                        + " where r.id = next.id and r.state = 'QUEUED' and r.quarantined is null")
                .execute()
                .replaceWithVoid();
    }

    /** Runs of ours that wait though they have their group. */
    public Uni<List<RunId>> granted() {
        return pool.preparedQuery(
                        "select w.id from runner.run w where " + WAITING + " and w.group_held and w.owner = $1")
                .execute(Tuple.of(owner))
                .map(GroupStore::ids);
    }

    private static List<RunId> ids(RowSet<Row> rows) {
        List<RunId> ids = new ArrayList<>();
        rows.forEach(row -> ids.add(id(row, "id")));
        return ids;
    }

    private static RunId id(Row row, String column) {
        UUID id = row.getUUID(column);
        return new RunId(id.toString());
    }
}
