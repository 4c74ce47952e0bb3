package dev.builderos.formats;

import org.jspecify.annotations.Nullable;

/**
 * A place where the project runs.
 *
 * @param deploy the connector that deploys there: {@code local}, {@code fly}
 * @param app the name of the application at that provider
 * @param isProtected the key {@code protected}: a release needs approvals
 * @param command how a local service is started, such as {@code java src/Main.java}
 * @param port a fixed local port; a free one when absent
 * @param health the path that answers when the service is up
 */
public record EnvironmentDefinition(
        String deploy,
        @Nullable String app,
        boolean isProtected,
        @Nullable String command,
        @Nullable Integer port,
        String health) {

    static final String DEFAULT_HEALTH = "/health";
}
