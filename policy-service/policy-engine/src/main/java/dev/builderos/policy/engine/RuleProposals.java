package dev.builderos.policy.engine;

import dev.builderos.contracts.effect.Effect;
import dev.builderos.contracts.policy.ProposedRule;
import dev.builderos.formats.Verdict;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which change of a policy would spare people a question about effects like one that was asked about. */
final class RuleProposals {
    /** What an effect is about, where the next one may be alike; digests and commits never are. */
    private static final List<String> SUBJECTS =
            List.of("path", "branch", "base", "into", "url", "method", "host", "port", "app", "service", "command");

    private static final String ANY_TIME = "; a rule cannot spare that";

    private RuleProposals() {}

    static ProposedRule of(List<Layer> layers, Effect effect, PolicyContext context) {
        var builtIn = BuiltinAsks.judge(effect, context);
        if (builtIn.isPresent()) {
            return new ProposedRule(builtIn.get().sentence() + ANY_TIME, null);
        }
        var variables = Conditions.variables(effect, context);
        List<String> written = new ArrayList<>();
        for (Layer layer : layers) {
            for (CompiledRule rule : layer.asking(effect, context, variables)) {
                if (layer.standing() == Layer.Standing.ORG) {
                    return new ProposedRule("rule `" + rule.id() + "` of the org asks" + ANY_TIME, null);
                }
                written.add(instead(layer, rule, effect));
            }
        }
        if (!written.isEmpty()) {
            return new ProposedRule("this would spare the question:", String.join("\n", written));
        }
        return Taint.ask(effect, context).isPresent()
                ? new ProposedRule("this would spare the question:", allowing(effect))
                : new ProposedRule(
                        "the pipeline itself asks, by `gates: [approval]`; take the gate away there if that is right",
                        null);
    }

    private static String instead(Layer layer, CompiledRule rule, Effect effect) {
        String old = rule.definition().when() == null
                ? ""
                : "(" + rule.definition().when().text().strip() + ") && ";
        return "# in " + layer.path() + ", line " + rule.at().line() + ", in place of rule `" + rule.id() + "`\n"
                + "- id: " + rule.id() + "\n"
                + "  on: " + YamlText.quoted(rule.definition().on()) + "\n"
                + "  when: " + YamlText.quoted(old + "!(" + like(effect) + ")") + "\n"
                + "  ask: " + ask(rule.definition().verdict()) + "\n";
    }

    private static String ask(Verdict verdict) {
        if (!(verdict instanceof Verdict.AskRule ask)) {
            throw new IllegalArgumentException("only a rule that asks is changed");
        }
        return "{ approvals: " + ask.approvals() + ", from: " + YamlText.list(ask.from())
                + (ask.not().isEmpty() ? "" : ", not: " + YamlText.list(ask.not()))
                + (ask.expires() == null ? "" : ", expires: " + ask.expires().toSeconds() + "s")
                + " }";
    }

    private static String allowing(Effect effect) {
        return "# under `rules`\n- id: allow-" + effect.tool().replaceAll("[^a-z0-9]", "-") + "-by-"
                + effect.agent().replaceAll("[^a-z0-9]", "-") + "\n"
                + "  on: " + YamlText.quoted(effect.tool()) + "\n"
                + "  when: " + YamlText.quoted(like(effect)) + "\n"
                + "  allow: true\n";
    }

    /** A condition that holds for effects that are about the same. */
    private static String like(Effect effect) {
        List<String> parts = new ArrayList<>();
        parts.add("agent == " + YamlText.quoted(effect.agent()));
        if (effect.environment() != null) {
            parts.add("env == " + YamlText.quoted(effect.environment()));
        }
        for (String subject : SUBJECTS) {
            String value = literal(effect.arguments().get(subject));
            if (value != null) {
                parts.add("effect." + subject + " == " + value);
            }
        }
        return String.join(" && ", parts);
    }

    private static @Nullable String literal(@Nullable Object value) {
        return switch (value) {
            case String text -> YamlText.quoted(text);
            case Integer number -> number.toString();
            case Long number -> number.toString();
            case Boolean truth -> truth.toString();
            case null, default -> null;
        };
    }
}
