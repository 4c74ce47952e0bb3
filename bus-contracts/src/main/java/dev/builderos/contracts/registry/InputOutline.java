package dev.builderos.contracts.registry;

import org.jspecify.annotations.Nullable;

/**
 * What a pipeline wants to be told.
 *
 * @param type {@code string}, {@code number}, {@code boolean} or {@code artifact}
 * @param required whether it must be given, having no default
 * @param defaultValue what holds when nothing is given, as it is written
 * @param untrusted whether nobody vouches for what is given
 */
public record InputOutline(
        String name,
        String type,
        boolean required,
        @Nullable String defaultValue,
        @Nullable String description,
        boolean untrusted) {}
