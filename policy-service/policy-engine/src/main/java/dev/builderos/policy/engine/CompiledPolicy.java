package dev.builderos.policy.engine;

import dev.builderos.contracts.CanonicalJson;
import dev.builderos.contracts.Digest;
import dev.builderos.contracts.effect.ApprovalRequirement;
import dev.builderos.contracts.effect.Decision;
import dev.builderos.contracts.effect.Effect;
import dev.builderos.contracts.effect.Verdict;
import dev.builderos.contracts.policy.PolicyTestReport;
import dev.builderos.formats.Formats;
import dev.builderos.formats.Parsed;
import dev.builderos.formats.PolicyDefinition;
import dev.builderos.formats.PolicyTest;
import dev.builderos.formats.Position;
import dev.builderos.formats.Problem;
import dev.builderos.formats.RuleDefinition;
import dev.builderos.formats.SourceText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/** A policy ready to judge effects. Immutable; many threads may ask it. */
public final class CompiledPolicy {
    /** The rule id of a deny because something went wrong while judging. */
    public static final String ERROR = "error";

    private final Digest digest;
    private final Map<String, CompiledGrant> grants;
    private final List<CompiledRule> rules;
    private final List<PolicyTest> tests;

    private CompiledPolicy(
            Digest digest, Map<String, CompiledGrant> grants, List<CompiledRule> rules, List<PolicyTest> tests) {
        this.digest = digest;
        this.grants = Map.copyOf(grants);
        this.rules = List.copyOf(rules);
        this.tests = List.copyOf(tests);
    }

    /** Reads and compiles a policy file. */
    public static Parsed<CompiledPolicy> compile(SourceText source) {
        return switch (Formats.parsePolicy(source)) {
            case Parsed.Ok<PolicyDefinition>(PolicyDefinition definition) -> compile(definition);
            case Parsed.Invalid<PolicyDefinition>(List<Problem> problems) -> new Parsed.Invalid<>(problems);
        };
    }

    /** Compiles what has been read; the digest is that of its text. */
    public static Parsed<CompiledPolicy> compile(PolicyDefinition definition) {
        List<Problem> problems = new ArrayList<>();
        SourceText source = definition.source();
        BiConsumer<Position, String> problem =
                (at, message) -> problems.add(new Problem(source.path(), at, message, null));

        Map<String, CompiledGrant> grants = new LinkedHashMap<>();
        definition.agents().forEach((agent, grant) -> grants.put(agent, CompiledGrant.compile(agent, grant, problem)));
        List<CompiledRule> rules = new ArrayList<>();
        for (RuleDefinition rule : definition.rules()) {
            condition(rule, source, problem).ifPresent(when -> rules.add(CompiledRule.of(rule, when)));
        }
        if (problems.isEmpty()) {
            return new Parsed.Ok<>(new CompiledPolicy(Digest.of(source.text()), grants, rules, definition.tests()));
        }
        problems.sort(Comparator.comparing(Problem::at));
        return new Parsed.Invalid<>(problems);
    }

    private static Optional<Conditions.Test> condition(
            RuleDefinition rule, SourceText source, BiConsumer<Position, String> problem) {
        return rule.when() == null
                ? Optional.of(variables -> new Conditions.Known(true))
                : Conditions.compile(rule.when(), source, problem);
    }

    /** Of the text; the same text always has the same one. */
    public Digest digest() {
        return digest;
    }

    /** What the policy says of an effect. Total: whatever goes wrong is a deny by {@link #ERROR}. */
    public Decision decide(Effect effect, PolicyContext context) {
        // Stands in only for an effect that has no canonical form, and so no digest; it is denied.
        Digest effectDigest = Digest.of(effect.tool());
        try {
            effectDigest = CanonicalJson.digest(effect);
            return decision(judge(effect, context), effectDigest);
        } catch (RuntimeException | StackOverflowError e) {
            return decision(
                    new Ruling.Deny(
                            ERROR,
                            "the effect could not be judged, so it is denied: "
                                    + e.getClass().getSimpleName()),
                    effectDigest);
        }
    }

    private Ruling judge(Effect effect, PolicyContext context) {
        CompiledGrant grant = grants.get(effect.agent());
        if (grant == null) {
            return new Ruling.Deny(
                    CompiledGrant.DEFAULT_DENY,
                    "the policy does not know the agent `" + effect.agent() + "`; add `" + effect.agent()
                            + ": { tools: [" + effect.tool() + "] }` under `agents`");
        }
        Ruling granted = grant.judge(effect);
        if (!(granted instanceof Ruling.Allow)) {
            return granted;
        }
        Map<String, Object> variables = Conditions.variables(effect, context);
        List<Ruling> rulings = new ArrayList<>();
        rules.forEach(rule -> rule.judge(effect, variables).ifPresent(rulings::add));
        BuiltinAsks.judge(effect, context).ifPresent(rulings::add);
        rulings.add(granted);
        return Ruling.strictest(rulings);
    }

    private Decision decision(Ruling ruling, Digest effectDigest) {
        return switch (ruling) {
            case Ruling.Allow(String id, String sentence) ->
                new Decision(Verdict.ALLOW, id, digest, effectDigest, sentence, null);
            case Ruling.Ask(String id, String sentence, ApprovalRequirement requirement) ->
                new Decision(Verdict.ASK, id, digest, effectDigest, sentence, requirement);
            case Ruling.Deny(String id, String sentence) ->
                new Decision(Verdict.DENY, id, digest, effectDigest, sentence, null);
        };
    }

    /** Runs the tests the policy carries, for a project with this default branch. */
    public PolicyTestReport test(String defaultBranch) {
        return new PolicyTestReport(tests.stream()
                .map(test -> PolicyTestRun.of(this, test, defaultBranch))
                .toList());
    }
}
