package dev.builderos.policy.usecase;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.OrgId;
import dev.builderos.formats.SourceText;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.Optional;

/** The policies that stand beside those of the projects: the org's, and shadows. Within a transaction only. */
public interface StandingPolicies {
    /** The place of the policy of the org; every other place is the name of the project that is shadowed. */
    String OF_ORG = "";

    /** A policy that stands there. */
    record Standing(SourceText policy, Digest digest, String setBy, Instant setAt) {}

    Uni<Optional<Standing>> find(OrgId org, String place);

    Uni<Void> put(OrgId org, String place, SourceText policy, Digest digest, String by);

    Uni<Void> remove(OrgId org, String place);
}
