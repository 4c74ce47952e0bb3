package dev.builderos.bus;

import org.flywaydb.core.Flyway;

/** Brings one service's schema up to date: the service's own migrations, then the bus tables every service has. */
public final class SchemaMigration {
    private SchemaMigration() {}

    /**
     * Migrates, or fails the start of the service.
     *
     * @param service the service's name, which is its schema and its folder {@code db/<service>} on the classpath
     */
    public static void migrate(String jdbcUrl, String user, String password, String service) {
        Flyway.configure(SchemaMigration.class.getClassLoader())
                .dataSource(jdbcUrl, user, password)
                .schemas(service)
                .defaultSchema(service)
                .createSchemas(true)
                .locations("classpath:db/" + service, "classpath:db/bus")
                .load()
                .migrate();
    }
}
