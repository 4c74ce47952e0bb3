package dev.builderos.policy.engine;

import dev.builderos.contracts.CanonicalJson;
import dev.builderos.contracts.Digest;
import dev.builderos.contracts.effect.ApprovalRequirement;
import dev.builderos.contracts.effect.Decision;
import dev.builderos.contracts.effect.Effect;
import dev.builderos.contracts.effect.Verdict;
import dev.builderos.contracts.policy.Explanation;
import dev.builderos.contracts.policy.PolicyTestReport;
import dev.builderos.contracts.policy.ProposedRule;
import dev.builderos.formats.Formats;
import dev.builderos.formats.Parsed;
import dev.builderos.formats.PolicyDefinition;
import dev.builderos.formats.PolicyTest;
import dev.builderos.formats.Position;
import dev.builderos.formats.Problem;
import dev.builderos.formats.SourceText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A policy ready to judge effects. Immutable; many threads may ask it. */
public final class CompiledPolicy {
    /** The rule id of a deny because something went wrong while judging. */
    public static final String ERROR = "error";

    private static final String BUILT_IN = "built in";

    private final Digest digest;
    /** The project's first, then the org's. */
    private final List<Layer> layers;

    private final List<PolicyTest> tests;

    private CompiledPolicy(Digest digest, List<Layer> layers, List<PolicyTest> tests) {
        this.digest = digest;
        this.layers = List.copyOf(layers);
        this.tests = List.copyOf(tests);
    }

    /** Reads and compiles a project's policy file where no policy of an org bounds it. */
    public static Parsed<CompiledPolicy> compile(SourceText source) {
        return compile(source, null);
    }

    /**
     * Reads and compiles a project's policy file.
     *
     * @param org the policy of the org, which bounds it; null when there is none
     */
    public static Parsed<CompiledPolicy> compile(SourceText project, @Nullable SourceText org) {
        List<Problem> problems = new ArrayList<>();
        PolicyDefinition definition = read(project, problems);
        PolicyDefinition bounds = org == null ? null : read(org, problems);
        if (definition == null || (org != null && bounds == null)) {
            return new Parsed.Invalid<>(problems);
        }
        return compile(definition, bounds, digest(project, org));
    }

    /** Compiles what has been read; the digest is that of its text. */
    static Parsed<CompiledPolicy> compile(PolicyDefinition definition) {
        return compile(definition, null, digest(definition.source(), null));
    }

    private static @Nullable PolicyDefinition read(SourceText source, List<Problem> problems) {
        return switch (Formats.parsePolicy(source)) {
            case Parsed.Ok<PolicyDefinition>(PolicyDefinition definition) -> definition;
            case Parsed.Invalid<PolicyDefinition>(List<Problem> found) -> {
                problems.addAll(found);
                yield null;
            }
        };
    }

    private static Parsed<CompiledPolicy> compile(
            PolicyDefinition project, @Nullable PolicyDefinition org, Digest digest) {
        List<Problem> problems = new ArrayList<>();
        List<Layer> layers = new ArrayList<>();
        layers.add(Layer.compile(project, Layer.Standing.PROJECT, problems));
        if (org != null) {
            layers.add(Layer.compile(org, Layer.Standing.ORG, problems));
            NetworkBounds.check(project, org, problems);
        }
        if (problems.isEmpty()) {
            return new Parsed.Ok<>(new CompiledPolicy(digest, layers, project.tests()));
        }
        problems.sort(Comparator.comparing(Problem::path).thenComparing(Problem::at));
        return new Parsed.Invalid<>(problems);
    }

    /** Of the text where there is but one; the same texts always have the same one. */
    public static Digest digest(SourceText project, @Nullable SourceText org) {
        return org == null
                ? Digest.of(project.text())
                : CanonicalJson.digest(Map.of(
                        "project", Digest.of(project.text()).value(),
                        "org", Digest.of(org.text()).value()));
    }

    public Digest digest() {
        return digest;
    }

    /** What the policy says of an effect. Total: whatever goes wrong is a deny by {@link #ERROR}. */
    public Decision decide(Effect effect, PolicyContext context) {
        List<Ruling> rulings = new ArrayList<>();
        return decide(
                effect,
                context,
                (layer, part, at, ruling) -> {
                    if (ruling != null) {
                        rulings.add(ruling);
                    }
                },
                rulings);
    }

    /** What it says, and what each part of it says on the way. */
    public Explanation explain(Effect effect, PolicyContext context) {
        List<Ruling> rulings = new ArrayList<>();
        List<Explanation.Part> parts = new ArrayList<>();
        Decision decision = decide(
                effect,
                context,
                (layer, part, at, ruling) -> {
                    if (ruling != null) {
                        rulings.add(ruling);
                    }
                    parts.add(new Explanation.Part(
                            layer == null ? BUILT_IN : layer.path(),
                            layer == null ? 0 : at.line(),
                            part,
                            ruling == null ? null : verdict(ruling),
                            ruling == null ? null : ruling.sentence()));
                },
                rulings);
        return new Explanation(decision, parts);
    }

    /** Which change of the policy would spare people a question about effects like this one. */
    public ProposedRule propose(Effect effect, PolicyContext context) {
        return RuleProposals.of(layers, effect, context);
    }

    /** As {@link Layer.Listener}, of built-in parts too. */
    private interface Listener {
        void said(@Nullable Layer layer, String part, Position at, @Nullable Ruling ruling);
    }

    private Decision decide(Effect effect, PolicyContext context, Listener listener, List<Ruling> rulings) {
        // Stands in only for an effect that has no canonical form, and so no digest; it is denied.
        Digest effectDigest = Digest.of(effect.tool());
        try {
            effectDigest = CanonicalJson.digest(effect);
            judge(effect, context, listener);
            Ruling ruling = Ruling.strictest(spared(rulings));
            return decision(
                    ruling,
                    effectDigest,
                    ruling instanceof Ruling.Deny
                            ? null
                            : Taint.broughtBy(effect, layers.getFirst().grants().get(effect.agent()))
                                    .orElse(null));
        } catch (RuntimeException e) {
            return decision(
                    new Ruling.Deny(
                            ERROR,
                            "the effect could not be judged, so it is denied: "
                                    + e.getClass().getSimpleName()),
                    effectDigest,
                    null);
        }
    }

    private void judge(Effect effect, PolicyContext context, Listener listener) {
        // Made even where no rule asks: an effect that has no such form is not judged at all.
        Map<String, Object> variables = Conditions.variables(effect, context);
        FileTarget target = FileTarget.of(effect);
        for (Layer layer : layers) {
            layer.judge(effect, target, context, variables, listener::said);
        }
        listener.said(
                null,
                "always asked",
                Position.START,
                BuiltinAsks.judge(effect, context).orElse(null));
        listener.said(
                null, Taint.ASK, Position.START, Taint.ask(effect, context).orElse(null));
    }

    /** Whether a run that has read what nobody vouches for may do this is for a rule to say; all else is the stricter of two. */
    private static List<Ruling> spared(List<Ruling> rulings) {
        boolean allowedByRule = rulings.stream()
                .anyMatch(ruling ->
                        ruling instanceof Ruling.Allow(String id, var _) && !id.equals(CompiledGrant.AGENT_GRANT));
        return allowedByRule
                ? rulings.stream()
                        .filter(ruling -> !ruling.ruleId().equals(Taint.ASK))
                        .toList()
                : rulings;
    }

    private Decision decision(Ruling ruling, Digest effectDigest, @Nullable String taint) {
        ApprovalRequirement requirement = ruling instanceof Ruling.Ask ask ? ask.requirement() : null;
        return new Decision(
                verdict(ruling), ruling.ruleId(), digest, effectDigest, ruling.sentence(), requirement, taint);
    }

    private static Verdict verdict(Ruling ruling) {
        return switch (ruling) {
            case Ruling.Allow _ -> Verdict.ALLOW;
            case Ruling.Ask _ -> Verdict.ASK;
            case Ruling.Deny _ -> Verdict.DENY;
        };
    }

    /** Runs the tests the policy carries, for a project with this default branch. */
    public PolicyTestReport test(String defaultBranch) {
        return new PolicyTestReport(tests.stream()
                .map(test -> PolicyTestRun.of(this, test, defaultBranch))
                .toList());
    }
}
