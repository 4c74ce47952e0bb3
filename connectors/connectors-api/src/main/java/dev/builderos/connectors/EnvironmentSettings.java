package dev.builderos.connectors;

import org.jspecify.annotations.Nullable;

/**
 * An environment as written in {@code builderos.yaml}.
 *
 * @param name e.g. {@code prod}
 * @param kind who deploys there: {@code local}, {@code fly}, …
 * @param command a shell command that starts the service in a release's directory and keeps running; it finds its port in
 *     {@code PORT}
 * @param port the TCP port to listen on, or null to have one chosen once and then kept
 * @param healthPath the path that answers when the service serves, e.g. {@code /health}
 * @param protection whether changes there count as destructive
 */
public record EnvironmentSettings(
        String name, String kind, String command, @Nullable Integer port, String healthPath, Protection protection) {

    public enum Protection {
        OPEN,
        PROTECTED
    }

    public EnvironmentSettings {
        if (port != null && (port < 1 || port > 65_535)) {
            throw new IllegalArgumentException("a port is a number from 1 to 65535: " + port);
        }
        if (!healthPath.startsWith("/")) {
            throw new IllegalArgumentException("a health path starts with /: " + healthPath);
        }
        if (name.equals("prod")) {
            protection = Protection.PROTECTED;
        }
    }
}
