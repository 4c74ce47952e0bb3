package dev.builderos.process;

import dev.builderos.bus.SchemaMigration;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.util.List;

/**
 * Starts a service of the cluster: database, schema, service, in this order. It ends by SIGTERM, in order, with 143; with 2 where
 * its settings are no use, with 5 where the database is.
 */
@QuarkusMain
public final class ServiceProcess {
    private ServiceProcess() {}

    public static void main(String... args) {
        try {
            ProcessSettings settings = ProcessSettings.of(System.getenv());
            List<String> schemas = SchemaMigration.present();
            if (!schemas.isEmpty()) {
                System.setProperty(
                        "builderos.database.role", settings.requireDatabase().prepare(schemas));
            }
            settings.properties().forEach(System::setProperty);
        } catch (StartRefused refused) {
            System.err.println(refused.getMessage());
            System.exit(refused.exitCode());
        }
        Quarkus.run(args);
    }
}
