package dev.builderos.contracts.registry;

import dev.builderos.contracts.Requester;
import org.jspecify.annotations.Nullable;

/**
 * What is in this desk?
 *
 * @param version an exact version, or null for the newest
 */
public record FindDesk(
        Requester requester, String name, @Nullable String version) {}
