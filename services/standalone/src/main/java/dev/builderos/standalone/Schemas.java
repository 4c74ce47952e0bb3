package dev.builderos.standalone;

import dev.builderos.bus.SchemaMigration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Brings the schemas of all services in this build up to date, at the same time. */
final class Schemas {
    private static final List<String> SERVICES = List.of("policy", "registry", "runner");

    private Schemas() {}

    static void migrate(Database database) {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> migrations = new ArrayList<>();
            for (String service : present()) {
                migrations.add(executor.submit(() ->
                        SchemaMigration.migrate(database.jdbcUrl(), Database.USER, database.password(), service)));
            }
            for (Future<?> migration : migrations) {
                migration.get();
            }
        } catch (ExecutionException e) {
            throw new StartFailure(
                    StartFailure.Reason.DATABASE_BROKEN,
                    "The database cannot be brought up to date: "
                            + String.valueOf(e.getMessage()).lines().findFirst().orElse("")
                            + " If it was used by a newer BuilderOS, start that one.",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartFailure(StartFailure.Reason.FAILED, "Interrupted while starting.", e);
        }
    }

    /** The services of this build: those whose migrations are on the class path. */
    static List<String> present() {
        return SERVICES.stream()
                .filter(service ->
                        Thread.currentThread().getContextClassLoader().getResource("db/" + service) != null)
                .toList();
    }
}
