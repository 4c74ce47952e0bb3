package dev.builderos.record;

import dev.builderos.contracts.OrgId;
import io.smallrye.mutiny.CompositeException;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Transactions in the name of an org. Row level security shows their statements the rows of that org and no others, and fails a
 * statement of a transaction in nobody's name.
 */
public final class OrgTransactions {
    /** In the place of an org: of all of them. No org has this id. */
    public static final String ALL = "*";

    private OrgTransactions() {}

    /** A statement that says in whose name a transaction is. It gives one row; the parameter stands for the name. */
    public static String inTheNameOf(String parameter) {
        return "select set_config('builderos.org', " + parameter + ", true)";
    }

    /** Commits when the work gives an item, rolls back when it fails. */
    public static <T> Uni<T> within(Pool pool, OrgId org, Function<SqlClient, Uni<T>> work) {
        return named(pool, org.value(), work);
    }

    /** Of all orgs: for what a service does by itself, and to find out which org somebody belongs to. */
    public static <T> Uni<T> withinAll(Pool pool, Function<SqlClient, Uni<T>> work) {
        return named(pool, ALL, work);
    }

    private static <T> Uni<T> named(Pool pool, String name, Function<SqlClient, Uni<T>> work) {
        return pool.withTransaction(connection -> connection
                .preparedQuery(inTheNameOf("$1"))
                .execute(Tuple.of(name))
                .flatMap(said -> work.apply(connection)));
    }

    /** A transaction of one statement. All of it is sent at once, so that it takes no longer than the statement alone. */
    public static Uni<RowSet<Row>> execute(Pool pool, OrgId org, String statement, Tuple values) {
        return pool.withConnection(connection -> together(
                begin(connection, org),
                together(
                        connection.preparedQuery(statement).execute(values),
                        connection.query("commit").execute(),
                        (rows, committed) -> rows),
                (begun, rows) -> rows));
    }

    /**
     * A transaction of two steps, each of statements that are sent as soon as they are subscribed to. They go at once with what begins
     * or ends the transaction, so that it takes two turns of the database and no more. What fails is undone; where that cannot be said
     * any more, the connection is lost, and the database undoes it.
     *
     * @param second gets what the first one gives
     */
    public static <T, R> Uni<R> inTwoTurns(
            Pool pool, OrgId org, Function<SqlClient, Uni<T>> first, BiFunction<SqlClient, T, Uni<R>> second) {
        return pool.withConnection(connection -> together(
                        begin(connection, org), first.apply(connection), (begun, found) -> found)
                .flatMap(found -> together(
                        second.apply(connection, found),
                        connection.query("commit").execute(),
                        (done, committed) -> done))
                .onFailure()
                .call(failed ->
                        connection.query("rollback").execute().onFailure().recoverWithNull()));
    }

    /** An org's id is letters, digits and dashes: it needs no quoting. */
    private static Uni<RowSet<Row>> begin(SqlClient connection, OrgId org) {
        return connection
                .query("begin; set local builderos.org = '" + org.value() + "'")
                .execute();
    }

    /** Subscribes to both in this order, and waits for both, whatever comes of the first. */
    private static <A, B, R> Uni<R> together(Uni<A> first, Uni<B> second, BiFunction<A, B, R> result) {
        return Uni.combine()
                .all()
                .unis(first, second)
                .collectFailures()
                .with(result)
                .onFailure(CompositeException.class)
                .transform(several -> several.getCauses().getFirst());
    }
}
