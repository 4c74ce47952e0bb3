package dev.builderos.policy.store;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.OrgId;
import dev.builderos.formats.SourceText;
import dev.builderos.policy.usecase.PinnedPolicies;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;

@ApplicationScoped
class SqlPinnedPolicies implements PinnedPolicies {
    @Override
    public Uni<Void> keep(OrgId org, Digest digest, SourceText policy, String by) {
        return NativeInsert.run(
                        "insert into policy.pinned_policy (org, digest, path, body, pinned_by)"
                                + " values (:org, :digest, :path, :body, :by) on conflict do nothing",
                        Map.of(
                                "org", org.value(),
                                "digest", digest.value(),
                                "path", policy.path(),
                                "body", policy.text(),
                                "by", by))
                .replaceWithVoid();
    }

    @Override
    public Uni<Optional<SourceText>> find(OrgId org, Digest digest) {
        return PinnedPolicyRow.<PinnedPolicyRow>find("org = ?1 and digest = ?2", org.value(), digest.value())
                .list()
                .map(rows -> rows.stream().findFirst().map(row -> new SourceText(row.path, row.body)));
    }
}
