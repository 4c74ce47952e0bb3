package dev.builderos.policy.store;

import dev.builderos.policy.usecase.Transactions;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.function.Supplier;

@ApplicationScoped
class SqlTransactions implements Transactions {
    @Override
    public <T> Uni<T> within(Supplier<Uni<T>> work) {
        return Panache.withTransaction(work);
    }

    @Override
    public Uni<Instant> now() {
        return Panache.getSession()
                .flatMap(session -> session.createNativeQuery("select clock_timestamp()", Instant.class)
                        .getSingleResult());
    }
}
