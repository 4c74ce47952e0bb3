package dev.builderos.gateway.api;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The policy of the org, or the shadow of a project; all null when there is none. */
public record StandingPolicy(
        @Nullable SourceFile policy,
        @Nullable String digest,
        @Nullable String setBy,
        @Nullable Instant setAt) {}
