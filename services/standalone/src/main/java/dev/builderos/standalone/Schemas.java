package dev.builderos.standalone;

import dev.builderos.bus.SchemaMigration;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Brings the schemas of all services in this build up to date: those that are not, at the same time. */
final class Schemas {
    private Schemas() {}

    /** @param connection to that database */
    static void migrate(Database database, Connection connection) throws SQLException {
        List<String> behind = new ArrayList<>();
        for (String service : SchemaMigration.present()) {
            if (!SchemaMigration.isCurrent(connection, service)) {
                behind.add(service);
            }
        }
        if (!behind.isEmpty()) {
            migrate(database, behind);
        }
    }

    private static void migrate(Database database, List<String> behind) {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> migrations = new ArrayList<>();
            for (String service : behind) {
                migrations.add(executor.submit(() ->
                        SchemaMigration.migrate(database.jdbcUrl(), Database.USER, database.password(), service)));
            }
            for (Future<?> migration : migrations) {
                migration.get();
            }
        } catch (ExecutionException e) {
            Throwable cause = Objects.requireNonNull(e.getCause(), "of an execution that failed");
            throw new StartFailure(
                    StartFailure.Reason.DATABASE_BROKEN,
                    "The database cannot be brought up to date: "
                            + String.valueOf(cause.getMessage())
                                    .lines()
                                    .findFirst()
                                    .orElse("")
                            + " If it was used by a newer BuilderOS, start that one.",
                    cause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartFailure(StartFailure.Reason.FAILED, "Interrupted while starting.", e);
        }
    }
}
