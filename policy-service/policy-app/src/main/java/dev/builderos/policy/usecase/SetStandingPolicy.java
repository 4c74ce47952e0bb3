package dev.builderos.policy.usecase;

import dev.builderos.contracts.ContractError;
import dev.builderos.contracts.ErrorCategory;
import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.Requester;
import dev.builderos.formats.Parsed;
import dev.builderos.formats.Problem;
import dev.builderos.formats.SourceText;
import dev.builderos.policy.engine.CompiledPolicy;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Sets, shows and takes away the policy of the org and the shadows of projects. */
@ApplicationScoped
public class SetStandingPolicy {
    private static final List<String> MAY_SET = List.of("Owner", "Admin");
    private static final String NOTHING = "";

    private final StandingPolicies standing;
    private final CompiledPolicies policies;
    private final Shadows shadows;
    private final AuditLog audit;
    private final Transactions transactions;

    SetStandingPolicy(
            StandingPolicies standing,
            CompiledPolicies policies,
            Shadows shadows,
            AuditLog audit,
            Transactions transactions) {
        this.standing = standing;
        this.policies = policies;
        this.shadows = shadows;
        this.audit = audit;
        this.transactions = transactions;
    }

    /** What came of it. */
    public sealed interface Outcome {}

    public record Stands(Optional<StandingPolicies.Standing> policy) implements Outcome {}

    public record Invalid(List<Problem> problems) implements Outcome {
        public Invalid {
            problems = List.copyOf(problems);
        }
    }

    public record Refused(ContractError error) implements Outcome {}

    public Uni<Optional<StandingPolicies.Standing>> find(OrgId org, String place) {
        return transactions.within(org, () -> standing.find(org, place));
    }

    /**
     * Sets what stands there, or takes it away.
     *
     * @param policy null takes away what stands there
     */
    public Uni<Outcome> apply(Requester by, String place, @Nullable SourceText policy) {
        if (by.roles().stream().noneMatch(MAY_SET::contains)) {
            return Uni.createFrom()
                    .item(new Refused(ContractError.of(
                            "policy.role",
                            ErrorCategory.DENIED,
                            "this needs one of the roles " + String.join(", ", MAY_SET))));
        }
        if (policy == null) {
            return transactions
                    .within(
                            by.org(),
                            () -> standing.remove(by.org(), place)
                                    .flatMap(removed -> audit.append(by.org(), "policy", entry(by, place, NOTHING))))
                    .invoke(done -> shadows.forget(by.org(), place))
                    .replaceWith(new Stands(Optional.empty()));
        }
        return policies.compile(new PinnedPolicies.Texts(policy, null)).flatMap(compiled -> switch (compiled) {
            case Parsed.Invalid<CompiledPolicy>(List<Problem> problems) ->
                Uni.createFrom().item(new Invalid(problems));
            case Parsed.Ok<CompiledPolicy>(CompiledPolicy ready) -> put(by, place, policy, ready);
        });
    }

    private Uni<Outcome> put(Requester by, String place, SourceText policy, CompiledPolicy ready) {
        return transactions
                .within(
                        by.org(),
                        () -> standing.put(by.org(), place, policy, ready.digest(), by.id())
                                .flatMap(put -> audit.append(
                                        by.org(),
                                        "policy",
                                        entry(by, place, ready.digest().value())))
                                .flatMap(told -> standing.find(by.org(), place)))
                .invoke(done -> shadows.forget(by.org(), place))
                .map(Stands::new);
    }

    private static Map<String, Object> entry(Requester by, String place, String digest) {
        return Map.of(
                "by",
                by.id(),
                "place",
                place.equals(StandingPolicies.OF_ORG) ? "org" : "shadow of " + place,
                "policy",
                digest);
    }
}
