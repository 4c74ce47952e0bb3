package dev.builderos.policy.usecase;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.OrgId;
import dev.builderos.formats.SourceText;
import io.smallrye.mutiny.Uni;
import java.util.Optional;

/** The policies an org has pinned. Within a transaction only. */
public interface PinnedPolicies {
    /** Keeping the same text again changes nothing. */
    Uni<Void> keep(OrgId org, Digest digest, SourceText policy, String by);

    Uni<Optional<SourceText>> find(OrgId org, Digest digest);
}
