package dev.builderos.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The settings of a service of the cluster, from the environment. {@code BUILDEROS_BUS_URL} has to be there, and
 * {@code BUILDEROS_DATABASE_URL} for a service with a schema; where {@code X} is a secret, {@code X_FILE} may name a file that
 * holds it.
 */
final class ProcessSettings {
    private static final String DATABASE = "BUILDEROS_DATABASE_URL";
    private static final String USER = "BUILDEROS_DATABASE_USER";
    private static final String PASSWORD = "BUILDEROS_DATABASE_PASSWORD";
    private static final String BUS = "BUILDEROS_BUS_URL";
    private static final String HOME = "BUILDEROS_HOME";
    private static final String HOME_OF_CONTAINERS = "/var/lib/builderos";
    private static final String BUS_PASSWORD = "BUILDEROS_BUS_PASSWORD";

    private final Map<String, String> environment;
    private final Optional<RecordDatabase> database;

    private ProcessSettings(Map<String, String> environment) {
        this.environment = environment;
        if (stated(BUS).isEmpty()) {
            throw new StartRefused(
                    StartRefused.SETTINGS,
                    BUS + " is missing: a service of the cluster finds the others on NATS. Set it, for example to"
                            + " nats://127.0.0.1:4222.");
        }
        this.database = stated(DATABASE)
                .map(url -> new RecordDatabase(
                        url, stated(USER).orElse("builderos"), secret(PASSWORD).orElse("")));
    }

    static ProcessSettings of(Map<String, String> environment) {
        return new ProcessSettings(environment);
    }

    RecordDatabase requireDatabase() {
        return database.orElseThrow(() -> new StartRefused(
                StartRefused.SETTINGS,
                DATABASE + " is missing: this service keeps its record in PostgreSQL. Set it, for example to"
                        + " postgresql://127.0.0.1:5432/builderos, with " + USER + " and " + PASSWORD + " or "
                        + PASSWORD
                        + "_FILE."));
    }

    /** What the service reads; system properties stay inside the process. */
    Map<String, String> properties() {
        Map<String, String> properties = new HashMap<>();
        properties.put("builderos.home", stated(HOME).orElse(HOME_OF_CONTAINERS));
        database.ifPresent(record -> {
            properties.put("quarkus.datasource.reactive.url", record.url());
            properties.put("quarkus.datasource.username", record.user());
            properties.put("quarkus.datasource.password", record.password());
        });
        stated("BUILDEROS_PUBLIC_URL").ifPresent(url -> properties.put("builderos.gateway.public-url", url));
        stated("BUILDEROS_SIGN_ON_ISSUER")
                .ifPresent(issuer -> properties.put("builderos.gateway.sign-on.issuer", issuer));
        stated("BUILDEROS_SIGN_ON_CLIENT")
                .ifPresent(client -> properties.put("builderos.gateway.sign-on.client", client));
        stated("BUILDEROS_SIGN_ON_AUDIENCE")
                .ifPresent(audience -> properties.put("builderos.gateway.sign-on.audience", audience));
        stated("BUILDEROS_SIGN_ON_CHECK_EVERY")
                .ifPresent(time -> properties.put("builderos.gateway.sign-on.check-every", time));
        secret(BUS_PASSWORD).ifPresent(password -> properties.put("builderos.bus.password", password));
        return properties;
    }

    private Optional<String> secret(String name) {
        Optional<String> file = stated(name + "_FILE");
        if (file.isEmpty()) {
            return stated(name);
        }
        try {
            return Optional.of(Files.readString(Path.of(file.get())).strip());
        } catch (IOException unreadable) {
            throw new StartRefused(
                    StartRefused.SETTINGS,
                    name + "_FILE is `" + file.get() + "`, which cannot be read ("
                            + unreadable.getClass().getSimpleName() + ").");
        }
    }

    private Optional<String> stated(String name) {
        return Optional.ofNullable(environment.get(name)).map(String::strip).filter(text -> !text.isEmpty());
    }
}
