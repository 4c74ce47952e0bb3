package dev.builderos.gateway.usecase;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.OrgId;
import org.jspecify.annotations.Nullable;

/** Who a request comes from, as far as the request itself shows it. What they are in an org, the registry says. */
public sealed interface Principal {
    /** Whoever has the token of this installation. */
    record Operator() implements Principal {}

    /**
     * A person for whom the identity provider vouches.
     *
     * @param email null unless the provider has verified it
     */
    record Person(String issuer, String subject, @Nullable String email) implements Principal {}

    /**
     * Whoever has a token that a member made.
     *
     * @param digest of its secret
     */
    record TokenHolder(OrgId org, Digest digest) implements Principal {}
}
