package dev.builderos.formats;

import org.jspecify.annotations.Nullable;

/**
 * Where the project's history lives.
 *
 * @param provider a connector, {@code local} when the file names none
 * @param repository the provider's name for it, such as {@code acme/hello}
 */
public record GitDefinition(String provider, @Nullable String repository, String defaultBranch) {
    static final String DEFAULT_BRANCH = "main";

    /** A repository on this machine only. */
    static final GitDefinition LOCAL = new GitDefinition("local", null, DEFAULT_BRANCH);
}
