package dev.builderos.policy.usecase;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.OrgId;
import dev.builderos.formats.SourceText;
import io.smallrye.mutiny.Uni;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The policies an org has pinned. Within a transaction only. */
public interface PinnedPolicies {
    /**
     * The texts of a pinned policy.
     *
     * @param org the policy of the org that bounds it; null when there was none
     */
    record Texts(SourceText project, @Nullable SourceText org) {}

    /** Keeping the same texts again changes nothing. */
    Uni<Void> keep(OrgId org, Digest digest, Texts policy, String by);

    Uni<Optional<Texts>> find(OrgId org, Digest digest);
}
