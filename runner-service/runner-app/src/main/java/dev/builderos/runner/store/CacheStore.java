package dev.builderos.runner.store;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.builderos.contracts.CanonicalJson;
import dev.builderos.contracts.ContractJson;
import dev.builderos.contracts.Digest;
import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.ProjectId;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.StepId;
import dev.builderos.record.OrgTransactions;
import dev.builderos.runner.engine.Fact;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** What steps left, by org and content key. An org never sees what another has, whatever its key. */
public final class CacheStore {
    private static final TypeReference<Map<String, String>> TEXTS = new TypeReference<>() {};
    private static final TypeReference<List<Fact.StepSucceeded.Artifact>> ARTIFACTS = new TypeReference<>() {};

    private final Pool pool;

    public CacheStore(Pool pool) {
        this.pool = pool;
    }

    /** Whose step it is. */
    public record Owner(OrgId org, ProjectId project, String pipeline, StepId step) {}

    /**
     * What a step left.
     *
     * @param run the run that did it
     * @param tree of the workspace when it was done
     * @param repository the repository that holds the tree
     * @param bytes what keeping it costs
     */
    public record Entry(
            Digest key,
            RunId run,
            Map<String, String> outputs,
            List<Fact.StepSucceeded.Artifact> artifacts,
            String tree,
            String repository,
            long bytes) {
        public Entry {
            outputs = Map.copyOf(outputs);
            artifacts = List.copyOf(artifacts);
        }
    }

    /** An entry that was let go; its tree may go, too. */
    public record Evicted(Digest key, String repository) {}

    /** What the org has of this key; it is the most recently used then. */
    public Uni<Optional<Entry>> use(OrgId org, Digest key) {
        return OrgTransactions.execute(
                        pool,
                        org,
                        "update runner.cache_entry set used_at = clock_timestamp() where org = $1 and key = $2"
                                + " returning key, run_id, outputs, artifacts, tree, repository, bytes",
                        Tuple.of(org.value(), key.value()))
                .map(rows -> {
                    for (Row row : rows) {
                        return Optional.of(entry(row));
                    }
                    return Optional.empty();
                });
    }

    /** The parts of the key of what was kept last of a step. */
    public Uni<Optional<Map<String, String>>> newest(Owner owner) {
        return OrgTransactions.execute(
                        pool,
                        owner.org(),
                        "select parts from runner.cache_entry"
                                + " where org = $1 and project = $2 and pipeline = $3 and step = $4"
                                + " order by kept_at desc limit 1",
                        Tuple.of(
                                owner.org().value(),
                                owner.project().value(),
                                owner.pipeline(),
                                owner.step().value()))
                .map(rows -> {
                    for (Row row : rows) {
                        return Optional.of(read(row.getString(0), TEXTS));
                    }
                    return Optional.empty();
                });
    }

    /** Keeps what a step left; what the org had of this key before goes. */
    public Uni<Void> keep(Owner owner, Map<String, String> parts, Entry entry) {
        return OrgTransactions.execute(
                        pool,
                        owner.org(),
                        "insert into runner.cache_entry"
                                + " (org, key, project, pipeline, step, parts, run_id, outputs, artifacts, tree, repository, bytes)"
                                + " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
                                + " on conflict (org, key) do update set project = excluded.project, pipeline = excluded.pipeline,"
                                + " step = excluded.step, parts = excluded.parts, run_id = excluded.run_id,"
                                + " outputs = excluded.outputs, artifacts = excluded.artifacts, tree = excluded.tree,"
                                + " repository = excluded.repository, bytes = excluded.bytes,"
                                + " kept_at = clock_timestamp(), used_at = clock_timestamp()",
                        Tuple.from(List.of(
                                owner.org().value(),
                                entry.key().value(),
                                owner.project().value(),
                                owner.pipeline(),
                                owner.step().value(),
                                json(parts),
                                UUID.fromString(entry.run().value()),
                                json(entry.outputs()),
                                json(entry.artifacts()),
                                entry.tree(),
                                entry.repository(),
                                entry.bytes())))
                .replaceWithVoid();
    }

    /** Lets go what was not used for longest, until the org has at most so many bytes. */
    public Uni<List<Evicted>> evict(OrgId org, long mostBytes) {
        return OrgTransactions.execute(
                        pool,
                        org,
                        "delete from runner.cache_entry e using ("
                                + "select key, sum(bytes) over (order by used_at desc, key) as so_far"
                                + " from runner.cache_entry where org = $1) ranked"
                                + " where e.org = $1 and e.key = ranked.key and ranked.so_far > $2 returning e.key, e.repository",
                        Tuple.of(org.value(), mostBytes))
                .map(rows -> {
                    List<Evicted> gone = new ArrayList<>();
                    rows.forEach(row -> gone.add(new Evicted(new Digest(row.getString(0)), row.getString(1))));
                    return gone;
                });
    }

    /** Forgets one entry, which is of no use. */
    public Uni<Void> forget(OrgId org, Digest key) {
        return OrgTransactions.execute(
                        pool,
                        org,
                        "delete from runner.cache_entry where org = $1 and key = $2",
                        Tuple.of(org.value(), key.value()))
                .replaceWithVoid();
    }

    private static Entry entry(Row row) {
        return new Entry(
                new Digest(row.getString("key")),
                new RunId(row.getUUID("run_id").toString()),
                read(row.getString("outputs"), TEXTS),
                read(row.getString("artifacts"), ARTIFACTS),
                row.getString("tree"),
                row.getString("repository"),
                row.getLong("bytes"));
    }

    private static String json(Object value) {
        return new String(CanonicalJson.bytes(value), StandardCharsets.UTF_8);
    }

    private static <T> T read(String json, TypeReference<T> type) {
        try {
            return ContractJson.mapper().readValue(json, type);
        } catch (IOException damaged) {
            throw new UncheckedIOException("a row of the cache is not what it should be", damaged);
        }
    }
}
