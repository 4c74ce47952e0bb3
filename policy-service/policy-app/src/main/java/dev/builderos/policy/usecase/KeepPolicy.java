package dev.builderos.policy.usecase;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.Requester;
import dev.builderos.formats.Parsed;
import dev.builderos.formats.Problem;
import dev.builderos.formats.SourceText;
import dev.builderos.policy.engine.CompiledPolicy;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Pins a policy: keeps its text under its digest, if it compiles. */
@ApplicationScoped
public class KeepPolicy {
    private final CompiledPolicies policies;
    private final PinnedPolicies pinned;
    private final Transactions transactions;

    KeepPolicy(CompiledPolicies policies, PinnedPolicies pinned, Transactions transactions) {
        this.policies = policies;
        this.pinned = pinned;
        this.transactions = transactions;
    }

    /** What came of it. */
    public sealed interface Outcome {}

    public record Pinned(Digest digest) implements Outcome {}

    public record Invalid(List<Problem> problems) implements Outcome {
        public Invalid {
            problems = List.copyOf(problems);
        }
    }

    /** With the policy of the org that bounds it now. */
    public Uni<Outcome> apply(Requester requester, SourceText policy) {
        return policies.bounded(requester.org(), policy)
                .flatMap(texts -> policies.compile(texts).flatMap(compiled -> keep(requester, texts, compiled)));
    }

    private Uni<Outcome> keep(Requester requester, PinnedPolicies.Texts texts, Parsed<CompiledPolicy> compiled) {
        return switch (compiled) {
            case Parsed.Invalid<CompiledPolicy>(List<Problem> problems) ->
                Uni.createFrom().item(new Invalid(problems));
            case Parsed.Ok<CompiledPolicy>(CompiledPolicy ready) ->
                transactions
                        .within(
                                requester.org(),
                                () -> pinned.keep(requester.org(), ready.digest(), texts, requester.id()))
                        .<Outcome>map(kept -> new Pinned(ready.digest()));
        };
    }
}
