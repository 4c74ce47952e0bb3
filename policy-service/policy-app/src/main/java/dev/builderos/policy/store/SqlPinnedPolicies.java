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
    private static final String INSERT = """
            insert into policy.pinned_policy (org, digest, path, body, org_path, org_body, pinned_by)
            values (:org, :digest, :path, :body, nullif(:orgPath, ''), nullif(:orgBody, ''), :by)
            on conflict do nothing""";

    @Override
    public Uni<Void> keep(OrgId org, Digest digest, Texts policy, String by) {
        SourceText bounds = policy.org();
        return NativeInsert.run(
                        INSERT,
                        Map.of(
                                "org", org.value(),
                                "digest", digest.value(),
                                "path", policy.project().path(),
                                "body", policy.project().text(),
                                "orgPath", bounds == null ? "" : bounds.path(),
                                "orgBody", bounds == null ? "" : bounds.text(),
                                "by", by))
                .replaceWithVoid();
    }

    @Override
    public Uni<Optional<Texts>> find(OrgId org, Digest digest) {
        return PinnedPolicyRow.<PinnedPolicyRow>find("org = ?1 and digest = ?2", org.value(), digest.value())
                .list()
                .map(rows -> rows.stream().findFirst().map(PinnedPolicyRow::texts));
    }
}
