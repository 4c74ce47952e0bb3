package dev.builderos.policy.store;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.OrgId;
import dev.builderos.formats.SourceText;
import dev.builderos.policy.usecase.StandingPolicies;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;

@ApplicationScoped
class SqlStandingPolicies implements StandingPolicies {
    private static final String PUT = """
            insert into policy.standing_policy (org, shadow_of, path, body, digest, set_by)
            values (:org, :place, :path, :body, :digest, :by)
            on conflict (org, shadow_of) do update set path = excluded.path, body = excluded.body,
                digest = excluded.digest, set_by = excluded.set_by, set_at = now()""";

    @Override
    public Uni<Optional<Standing>> find(OrgId org, String place) {
        return StandingPolicyRow.<StandingPolicyRow>find("org = ?1 and shadowOf = ?2", org.value(), place)
                .list()
                .map(rows -> rows.stream().findFirst().map(StandingPolicyRow::standing));
    }

    @Override
    public Uni<Void> put(OrgId org, String place, SourceText policy, Digest digest, String by) {
        return NativeInsert.run(
                        PUT,
                        Map.of(
                                "org", org.value(),
                                "place", place,
                                "path", policy.path(),
                                "body", policy.text(),
                                "digest", digest.value(),
                                "by", by))
                .replaceWithVoid();
    }

    @Override
    public Uni<Void> remove(OrgId org, String place) {
        return StandingPolicyRow.delete("org = ?1 and shadowOf = ?2", org.value(), place)
                .replaceWithVoid();
    }
}
