package dev.builderos.policy.usecase;

import dev.builderos.contracts.OrgId;
import dev.builderos.formats.Parsed;
import dev.builderos.policy.engine.CompiledPolicy;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Shadow policies ready to judge. One that was set or taken away by another process is seen within seconds. */
@ApplicationScoped
class Shadows {
    private static final Duration FRESH = Duration.ofSeconds(2);
    private static final int KEPT = 1_024;

    private final StandingPolicies standing;
    private final CompiledPolicies policies;
    private final Transactions transactions;
    private final Clock clock;
    private final Map<Place, Seen> kept = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Place, Seen> eldest) {
            return size() > KEPT;
        }
    };

    Shadows(StandingPolicies standing, CompiledPolicies policies, Transactions transactions, Clock clock) {
        this.standing = standing;
        this.policies = policies;
        this.transactions = transactions;
        this.clock = clock;
    }

    private record Place(OrgId org, String project) {}

    private record Seen(Instant at, Optional<CompiledPolicy> policy) {}

    /**
     * The shadow of a project, if it has one.
     *
     * @param project its name; null where it is not known
     */
    Uni<Optional<CompiledPolicy>> of(OrgId org, @Nullable String project) {
        if (project == null || project.isEmpty()) {
            return Uni.createFrom().item(Optional.empty());
        }
        Place place = new Place(org, project);
        Seen seen = get(place);
        return seen != null && clock.instant().isBefore(seen.at().plus(FRESH))
                ? Uni.createFrom().item(seen.policy())
                : transactions
                        .within(org, () -> standing.find(org, project))
                        .flatMap(found -> found.isEmpty()
                                ? Uni.createFrom().item(Optional.<CompiledPolicy>empty())
                                : policies.bounded(org, found.get().policy())
                                        .flatMap(policies::compile)
                                        .map(Shadows::usable))
                        .invoke(policy -> put(place, new Seen(clock.instant(), policy)));
    }

    /** One that no longer compiles under the policy of the org judges nothing. */
    private static Optional<CompiledPolicy> usable(Parsed<CompiledPolicy> compiled) {
        return switch (compiled) {
            case Parsed.Ok<CompiledPolicy>(CompiledPolicy policy) -> Optional.of(policy);
            case Parsed.Invalid<CompiledPolicy> _ -> Optional.empty();
        };
    }

    /** What was read of a place no longer holds. */
    synchronized void forget(OrgId org, String project) {
        kept.remove(new Place(org, project));
    }

    private synchronized @Nullable Seen get(Place place) {
        return kept.get(place);
    }

    private synchronized void put(Place place, Seen seen) {
        kept.put(place, seen);
    }
}
