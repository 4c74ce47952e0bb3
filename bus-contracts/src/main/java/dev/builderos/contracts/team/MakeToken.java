package dev.builderos.contracts.team;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.Requester;
import dev.builderos.contracts.Role;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Makes a token; its secret stays with who asks.
 *
 * @param digest of the secret
 * @param member whom it stands for
 * @param role it never gives more than this, nor more than the member is then; null for all that both may do who asks and whom it stands for
 */
public record MakeToken(
        Requester requester,
        Digest digest,
        String name,
        String member,
        @Nullable Role role,
        Instant expiresAt) {}
