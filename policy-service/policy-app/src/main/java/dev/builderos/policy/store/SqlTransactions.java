package dev.builderos.policy.store;

import dev.builderos.contracts.OrgId;
import dev.builderos.policy.usecase.Transactions;
import dev.builderos.record.OrgTransactions;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.function.Supplier;

@ApplicationScoped
class SqlTransactions implements Transactions {
    @Override
    public <T> Uni<T> within(OrgId org, Supplier<Uni<T>> work) {
        return named(org.value(), work);
    }

    @Override
    public <T> Uni<T> withinAll(Supplier<Uni<T>> work) {
        return named(OrgTransactions.ALL, work);
    }

    /** Without a type for the row: Hibernate keeps what it knows of a statement for each such type, and never finds it again. */
    private static <T> Uni<T> named(String name, Supplier<Uni<T>> work) {
        return Panache.withTransaction(() -> Panache.getSession()
                .flatMap(session -> session.createNativeQuery(OrgTransactions.inTheNameOf(":org"))
                        .setParameter("org", name)
                        .getSingleResult())
                .flatMap(said -> work.get()));
    }

    @Override
    public Uni<Instant> now() {
        return Panache.getSession()
                .flatMap(session -> session.createNativeQuery("select clock_timestamp()", Instant.class)
                        .getSingleResult());
    }
}
