package dev.builderos.registry.store;

import dev.builderos.testkit.ServiceDatabase;
import io.smallrye.mutiny.Uni;
import java.util.Map;
import java.util.function.Supplier;

/** A PostgreSQL of its own with the registry's schema. */
public final class RegistryDatabase extends ServiceDatabase {
    public RegistryDatabase() {
        super("registry", Map.of());
    }

    public PromptStore prompts() {
        return new PromptStore(pool());
    }

    /** What a use case gives on a Vert.x context, as the bus calls it. */
    public <T> T await(Supplier<Uni<T>> work) {
        return Uni.createFrom()
                .<T>emitter(emitter -> vertx().getDelegate()
                        .getOrCreateContext()
                        .runOnContext(called -> Uni.createFrom()
                                .deferred(work::get)
                                .subscribe()
                                .with(emitter::complete, emitter::fail)))
                .await()
                .atMost(BOUND);
    }

    /** Comes when a session waits for what another one holds. */
    public Uni<Void> untilSomebodyWaits() {
        return owner().query("select exists (select from pg_locks where not granted)")
                .execute()
                .map(rows -> rows.iterator().next().getBoolean(0))
                .repeat()
                .until(waits -> waits)
                .collect()
                .last()
                .replaceWithVoid();
    }
}
