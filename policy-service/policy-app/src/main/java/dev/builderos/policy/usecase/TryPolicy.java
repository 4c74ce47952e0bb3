package dev.builderos.policy.usecase;

import dev.builderos.contracts.policy.PolicyTestReport;
import dev.builderos.formats.Parsed;
import dev.builderos.formats.SourceText;
import dev.builderos.policy.engine.CompiledPolicy;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** Runs the tests a policy file carries. Nothing is kept. */
@ApplicationScoped
public class TryPolicy {
    private final CompiledPolicies policies;

    TryPolicy(CompiledPolicies policies) {
        this.policies = policies;
    }

    public Uni<Parsed<PolicyTestReport>> apply(SourceText policy, String defaultBranch) {
        return policies.compile(policy).map(compiled -> switch (compiled) {
            case Parsed.Ok<CompiledPolicy>(CompiledPolicy ready) -> new Parsed.Ok<>(ready.test(defaultBranch));
            case Parsed.Invalid<CompiledPolicy>(var problems) -> new Parsed.Invalid<>(problems);
        });
    }
}
