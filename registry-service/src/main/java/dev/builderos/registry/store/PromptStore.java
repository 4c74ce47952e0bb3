package dev.builderos.registry.store;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.registry.PromptKey;
import dev.builderos.contracts.registry.PromptText;
import dev.builderos.contracts.registry.PromptVersionEntry;
import dev.builderos.record.OrgTransactions;
import dev.builderos.registry.domain.PromptVersion;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** Reads and writes prompt versions many at a time, each method with as many statements whatever number there are. */
@ApplicationScoped
public class PromptStore {
    private static final String ASKED = """
            from unnest($2::text[], $3::text[]) with ordinality asked (name, version, n)
            join registry.prompt_version p on p.org = $1 and p.name = asked.name and p.version = asked.version
            join registry.content c on c.org = p.org and c.digest = p.digest""";

    private final Pool pool;

    PromptStore(Pool pool) {
        this.pool = pool;
    }

    /** In the order of their names and versions, as texts. */
    public Uni<List<PromptVersionEntry>> page(OrgId org, @Nullable String name, @Nullable PromptKey after, int limit) {
        return OrgTransactions.execute(
                        pool,
                        org,
                        """
                        select p.name, p.version, p.digest, octet_length(c.text)
                        from registry.prompt_version p join registry.content c on c.org = p.org and c.digest = p.digest
                        where p.org = $1 and ($2::text is null or p.name = $2)
                          and ($3::text is null or (p.name, p.version) > ($3, $4::text))
                        order by p.name, p.version limit $5
                        """,
                        Tuple.of(
                                org.value(),
                                name,
                                after == null ? null : after.name(),
                                after == null ? null : after.version(),
                                limit))
                .map(rows -> list(
                        rows,
                        row -> new PromptVersionEntry(
                                row.getString(0), row.getString(1), new Digest(row.getString(2)), row.getInteger(3))));
    }

    /**
     * The texts of those that are there, in the order asked for.
     *
     * @param mostBytes of all texts together
     * @param tooLarge makes the failure when they have more, of their size
     */
    public Uni<List<PromptText>> texts(
            OrgId org, List<PromptKey> versions, long mostBytes, LongFunction<RuntimeException> tooLarge) {
        Tuple asked = Tuple.of(org.value(), names(versions), versions(versions));
        return OrgTransactions.within(
                pool,
                org,
                client -> client.preparedQuery("select coalesce(sum(octet_length(c.text)), 0)::bigint " + ASKED)
                        .execute(asked)
                        .map(rows -> rows.iterator().next().getLong(0))
                        .invoke(bytes -> {
                            if (bytes > mostBytes) {
                                throw tooLarge.apply(bytes);
                            }
                        })
                        .flatMap(bytes -> client.preparedQuery(
                                        "select p.name, p.version, p.digest, c.text " + ASKED + " order by asked.n")
                                .execute(asked))
                        .map(rows -> list(
                                rows,
                                row -> new PromptText(
                                        row.getString(0),
                                        row.getString(1),
                                        new Digest(row.getString(2)),
                                        row.getString(3)))));
    }

    /** All versions of these prompts with the digests of their texts. */
    public Uni<Map<PromptKey, Digest>> registered(OrgId org, Collection<String> names) {
        return OrgTransactions.within(pool, org, client -> registered(client, org, names));
    }

    /** The same within {@link #change}. */
    public Uni<Map<PromptKey, Digest>> registered(SqlClient client, OrgId org, Collection<String> names) {
        return client.preparedQuery(
                        "select name, version, digest from registry.prompt_version where org = $1 and name = any($2)")
                .execute(Tuple.of(org.value(), names.toArray(String[]::new)))
                .map(rows -> {
                    Map<PromptKey, Digest> registered = new LinkedHashMap<>();
                    rows.forEach(row -> registered.put(
                            new PromptKey(row.getString(0), row.getString(1)), new Digest(row.getString(2))));
                    return registered;
                });
    }

    /** Changes of one org come one after another, so that none overlooks another; those of {@link RegistryStore#change} too. */
    public <T> Uni<T> change(OrgId org, Function<SqlClient, Uni<T>> change) {
        return OrgTransactions.within(
                pool,
                org,
                client -> client.preparedQuery("select " + RegistryStore.lock("$1"))
                        .execute(Tuple.of(org.value()))
                        .flatMap(locked -> change.apply(client)));
    }

    /** A version and its text. */
    public record Worded(PromptVersion version, String text) {}

    /** Registers versions that are not there, within {@link #change}; fails when one is. */
    public Uni<Void> register(SqlClient client, OrgId org, List<Worded> prompts, Instant at) {
        if (prompts.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return client.preparedQuery("insert into registry.content (org, digest, text)"
                        + " select distinct on (digest) $1, digest, text from unnest($2::text[], $3::text[])"
                        + " sent (digest, text) on conflict do nothing")
                .execute(Tuple.of(
                        org.value(),
                        prompts.stream()
                                .map(prompt -> prompt.version().digest().value())
                                .toArray(String[]::new),
                        prompts.stream().map(Worded::text).toArray(String[]::new)))
                .flatMap(kept -> client.preparedQuery("""
                        insert into registry.prompt_version (org, name, version, digest, changelog, tags, registered_at)
                        values ($1, $2, $3, $4, $5, $6, $7)
                        """)
                        .executeBatch(prompts.stream()
                                .map(prompt -> row(org, prompt.version(), at))
                                .toList()))
                .replaceWithVoid();
    }

    private static Tuple row(OrgId org, PromptVersion version, Instant at) {
        return Tuple.tuple()
                .addString(org.value())
                .addString(version.name())
                .addString(version.version().text())
                .addString(version.digest().value())
                .addString(version.changelog())
                .addArrayOfString(version.tags().toArray(String[]::new))
                .addOffsetDateTime(at.atOffset(ZoneOffset.UTC));
    }

    private static String[] names(List<PromptKey> versions) {
        return versions.stream().map(PromptKey::name).toArray(String[]::new);
    }

    private static String[] versions(List<PromptKey> versions) {
        return versions.stream().map(PromptKey::version).toArray(String[]::new);
    }

    private static <T> List<T> list(RowSet<Row> rows, Function<Row, T> item) {
        List<T> items = new ArrayList<>(rows.size());
        rows.forEach(row -> items.add(item.apply(row)));
        return items;
    }
}
