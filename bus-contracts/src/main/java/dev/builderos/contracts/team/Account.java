package dev.builderos.contracts.team;

import org.jspecify.annotations.Nullable;

/**
 * A person as an identity provider vouches for them. Issuer and subject identify them; the address may change hands.
 *
 * @param email only if the provider has verified that it is theirs
 */
public record Account(
        String issuer, String subject, @Nullable String email) {}
