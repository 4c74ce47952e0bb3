package dev.builderos.policy.engine;

import dev.builderos.contracts.effect.ApprovalRequirement;
import dev.builderos.contracts.effect.Effect;
import dev.builderos.formats.Position;
import dev.builderos.formats.RuleDefinition;
import dev.builderos.formats.Verdict;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** One rule, ready to judge. */
record CompiledRule(RuleDefinition definition, ToolPattern on, Conditions.Test when) {
    static CompiledRule of(RuleDefinition rule, Conditions.Test when) {
        return new CompiledRule(rule, new ToolPattern(rule.on()), when);
    }

    String id() {
        return definition.id();
    }

    Position at() {
        return definition.at();
    }

    boolean concerns(Effect effect) {
        return on.matches(effect.tool());
    }

    /** What it says, if the effect is its business. A rule that cannot be told to hold denies. */
    Optional<Ruling> judge(Effect effect, Map<String, Object> variables) {
        if (!concerns(effect)) {
            return Optional.empty();
        }
        return switch (when.of(variables)) {
            case Conditions.Known(boolean holds) -> holds ? Optional.of(ruling()) : Optional.empty();
            case Conditions.Unknown(String why) ->
                Optional.of(new Ruling.Deny(
                        id(), "the condition of rule `" + id() + "` could not be evaluated, so it denies: " + why));
        };
    }

    private Ruling ruling() {
        String id = id();
        return switch (definition.verdict()) {
            case Verdict.AllowRule _ -> new Ruling.Allow(id, "rule `" + id + "` allows what is granted");
            case Verdict.DenyRule(String reason) -> new Ruling.Deny(id, reason);
            case Verdict.AskRule ask ->
                new Ruling.Ask(
                        id,
                        "rule `" + id + "` asks",
                        new ApprovalRequirement(
                                ask.approvals(),
                                ask.from(),
                                ask.not(),
                                Objects.requireNonNullElse(ask.expires(), BuiltinAsks.EXPIRY)));
        };
    }
}
