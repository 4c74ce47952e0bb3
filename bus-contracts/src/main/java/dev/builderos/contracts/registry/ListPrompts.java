package dev.builderos.contracts.registry;

import dev.builderos.contracts.Requester;
import org.jspecify.annotations.Nullable;

/**
 * Which prompt versions are there?
 *
 * @param name only versions of this prompt, or all
 */
public record ListPrompts(Requester requester, @Nullable String name) {}
