package dev.builderos.policy.store;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Map;

/**
 * Inserts in PostgreSQL's own SQL, within the transaction. The statement ends in {@code returning 1} and is run as a query:
 * Hibernate Reactive 3.2 does not finish what {@code executeUpdate} of a native statement leaves for the end of a
 * transaction, and warns of it each time (HHH90010101).
 */
final class NativeInsert {
    private NativeInsert() {}

    /** Gives how many rows were inserted. */
    static Uni<Integer> run(String sql, Map<String, ?> parameters) {
        return Panache.getSession()
                .flatMap(session -> {
                    var query = session.createNativeQuery(sql + " returning 1");
                    parameters.forEach(query::setParameter);
                    return query.getResultList();
                })
                .map(List::size);
    }
}
