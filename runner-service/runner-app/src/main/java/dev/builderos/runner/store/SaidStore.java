package dev.builderos.runner.store;

import dev.builderos.contracts.ContractJson;
import dev.builderos.contracts.RunId;
import dev.builderos.runner.domain.Word;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What was said to runs where they are not carried out, in the order it was said. Whoever holds a run takes what was said to it,
 * and removes it when that is in the journal.
 */
public final class SaidStore {
    private static final int AT_ONCE = 200;

    private final Pool pool;
    private final String owner;

    /** The words to the runs of one runner, which is called so in their leases. */
    public SaidStore(Pool pool, String owner) {
        this.pool = pool;
        this.owner = owner;
    }

    /** Something that was said and that nobody has taken. */
    public record Said(long id, RunId run, Word word) {}

    /**
     * Keeps what is said to a run that is not over.
     *
     * @param key what is said again under it is kept once, as long as nobody has taken it
     * @return its number; nothing where it is kept already, or where the run is over
     */
    public Uni<Optional<Long>> keep(RunId run, String key, Word word) {
        return pool.preparedQuery("insert into runner.said (run_id, key, body) select id, $2, $3 from runner.run"
                        + " where id = $1 and not closed on conflict (run_id, key) do nothing returning id")
                .execute(Tuple.of(
                        UUID.fromString(run.value()),
                        key,
                        new String(ContractJson.write(word), StandardCharsets.UTF_8)))
                .map(rows -> {
                    var row = rows.iterator();
                    return row.hasNext() ? Optional.of(row.next().getLong(0)) : Optional.empty();
                });
    }

    /** What was said to runs of ours, oldest first; so many at once. */
    public Uni<List<Said>> ours() {
        return pool.preparedQuery(
                        "select s.id, s.run_id, s.body from runner.said s join runner.run r on r.id = s.run_id"
                                + " where r.owner = $1 and r.quarantined is null order by s.id limit " + AT_ONCE)
                .execute(Tuple.of(owner))
                .map(rows -> {
                    List<Said> said = new ArrayList<>();
                    rows.forEach(row -> said.add(new Said(
                            row.getLong(0),
                            new RunId(row.getUUID(1).toString()),
                            ContractJson.read(row.getString(2).getBytes(StandardCharsets.UTF_8), Word.class))));
                    return said;
                });
    }

    /** Whether nobody has taken it yet. */
    public Uni<Boolean> waits(long id) {
        return pool.preparedQuery("select exists (select from runner.said where id = $1)")
                .execute(Tuple.of(id))
                .map(rows -> rows.iterator().next().getBoolean(0));
    }

    public Uni<Void> remove(long id) {
        return pool.preparedQuery("delete from runner.said where id = $1")
                .execute(Tuple.of(id))
                .replaceWithVoid();
    }

    /** Removes what was said to runs that are over, and came too late for them. */
    public Uni<Void> removeLate() {
        return pool.query("delete from runner.said s using runner.run r where r.id = s.run_id and r.closed")
                .execute()
                .replaceWithVoid();
    }
}
