package dev.builderos.policy.engine;

import dev.builderos.contracts.effect.Effect;
import dev.builderos.formats.Condition;
import dev.builderos.formats.PolicyDefinition;
import dev.builderos.formats.PolicyScope;
import dev.builderos.formats.Position;
import dev.builderos.formats.Problem;
import dev.builderos.formats.RuleDefinition;
import dev.builderos.formats.SourceText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One policy file, ready to judge: that of the org, or that of the project. What its parts say is taken together, strictest
 * first, so a part that is narrower can only tighten.
 */
record Layer(
        String path,
        Standing standing,
        Map<String, CompiledGrant> grants,
        @Nullable CompiledScope everyone,
        Map<String, CompiledScope> environments,
        Map<String, CompiledScope> steps,
        List<CompiledRule> rules) {

    /** Which file it is. */
    enum Standing {
        /** Grants: an agent it does not know is denied everything. */
        PROJECT,
        /** Bounds what projects may grant: an agent it does not know is not bounded by name. */
        ORG
    }

    /** Takes what each part says, also that it says nothing. */
    interface Listener {
        /**
         * Takes what a part says.
         *
         * @param ruling null where the part is about something else
         */
        void said(Layer layer, String part, Position at, @Nullable Ruling ruling);
    }

    static Layer compile(PolicyDefinition definition, Standing standing, List<Problem> problems) {
        SourceText source = definition.source();
        BiConsumer<Position, String> problem =
                (at, message) -> problems.add(new Problem(source.path(), at, message, null));
        Map<String, CompiledGrant> grants = new LinkedHashMap<>();
        definition.agents().forEach((agent, grant) -> grants.put(agent, CompiledGrant.compile(agent, grant, problem)));
        PolicyScope everyone = definition.everyone();
        return new Layer(
                source.path(),
                standing,
                Map.copyOf(grants),
                everyone == null
                        ? null
                        : CompiledScope.compile("the policy for everyone", "everyone", everyone, List.of(), problem),
                scopes("environment", "environments", definition.environments(), source, problem),
                scopes("step", "steps", definition.steps(), source, problem),
                rules(definition.rules(), source, problem));
    }

    private static Map<String, CompiledScope> scopes(
            String kind,
            String key,
            Map<String, PolicyScope> written,
            SourceText source,
            BiConsumer<Position, String> problem) {
        Map<String, CompiledScope> scopes = new LinkedHashMap<>();
        written.forEach((name, scope) -> scopes.put(
                name,
                CompiledScope.compile(
                        kind + " `" + name + "`",
                        key + "." + name,
                        scope,
                        rules(scope.rules(), source, problem),
                        problem)));
        return Map.copyOf(scopes);
    }

    private static List<CompiledRule> rules(
            List<RuleDefinition> written, SourceText source, BiConsumer<Position, String> problem) {
        List<CompiledRule> rules = new ArrayList<>();
        for (RuleDefinition rule : written) {
            condition(rule.when(), source, problem).ifPresent(when -> rules.add(CompiledRule.of(rule, when)));
        }
        return List.copyOf(rules);
    }

    private static Optional<Conditions.Test> condition(
            @Nullable Condition when, SourceText source, BiConsumer<Position, String> problem) {
        return when == null
                ? Optional.of(variables -> new Conditions.Known(true))
                : Conditions.compile(when, source, problem);
    }

    void judge(
            Effect effect, FileTarget target, PolicyContext context, Map<String, Object> variables, Listener listener) {
        CompiledGrant grant = grants.get(effect.agent());
        listener.said(
                this,
                "agents." + effect.agent(),
                grant == null ? Position.START : grant.at(),
                grant == null ? unknown(effect) : grant.judge(effect, target, context));
        for (CompiledScope scope : scopes(effect, context).toList()) {
            listener.said(
                    this,
                    scope.id(),
                    scope.at(),
                    scope.objection(effect, target, context).orElse(null));
            judge(scope.rules(), effect, variables, listener);
        }
        judge(rules, effect, variables, listener);
    }

    private void judge(List<CompiledRule> some, Effect effect, Map<String, Object> variables, Listener listener) {
        for (CompiledRule rule : some) {
            listener.said(
                    this, rule.id(), rule.at(), rule.judge(effect, variables).orElse(null));
        }
    }

    /** The rules that ask about an effect. */
    List<CompiledRule> asking(Effect effect, PolicyContext context, Map<String, Object> variables) {
        return Stream.concat(scopes(effect, context).flatMap(scope -> scope.rules().stream()), rules.stream())
                .filter(rule -> rule.judge(effect, variables).orElse(null) instanceof Ruling.Ask)
                .toList();
    }

    private Stream<CompiledScope> scopes(Effect effect, PolicyContext context) {
        String environment = effect.environment();
        return Stream.of(
                        everyone,
                        environment == null ? null : environments.get(environment),
                        steps.get(context.step().value()))
                .filter(Objects::nonNull);
    }

    private @Nullable Ruling unknown(Effect effect) {
        return switch (standing) {
            case ORG -> null;
            case PROJECT ->
                new Ruling.Deny(
                        CompiledGrant.DEFAULT_DENY,
                        "the policy does not know the agent `" + effect.agent() + "`; add `" + effect.agent()
                                + ": { tools: [" + effect.tool() + "] }` under `agents`");
        };
    }
}
