package dev.builderos.contracts.policy;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.SourceFile;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The policy that stands there; all null when there is none. */
public record StandingPolicy(
        @Nullable SourceFile policy,
        @Nullable Digest digest,
        @Nullable String setBy,
        @Nullable Instant setAt) {
    public static final StandingPolicy NONE = new StandingPolicy(null, null, null, null);
}
