package dev.builderos.contracts.policy;

import dev.builderos.contracts.Requester;
import org.jspecify.annotations.Nullable;

/** Which policy stands there? {@code shadowOf} as in {@link SetPolicy}. */
public record FindPolicy(Requester requester, @Nullable String shadowOf) {}
