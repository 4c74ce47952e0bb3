package dev.builderos.cli.cluster;

import java.util.Optional;

/**
 * A part of the cluster that is a process.
 *
 * @param name how people call it, e.g. {@code runner-1}
 * @param kind what is started
 */
public record Member(String name, Kind kind) {
    /** In the order they are started. */
    public enum Kind {
        DATABASE,
        NATS,
        /** Where people sign on. */
        KEYCLOAK,
        REGISTRY,
        POLICY,
        RUNNER,
        GATEWAY;

        /** The part of the build that is this service; nothing for what is not a service. */
        Optional<String> deployable() {
            return switch (this) {
                case DATABASE, NATS, KEYCLOAK -> Optional.empty();
                case REGISTRY, POLICY, RUNNER, GATEWAY -> Optional.of(name().toLowerCase(java.util.Locale.ROOT));
            };
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
