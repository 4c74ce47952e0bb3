package dev.builderos.formats;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code builderos.policy.yaml}: what agents may do. Nothing is allowed that is not granted, and a rule only tightens.
 *
 * @param agents what each agent is granted, by name
 * @param everyone what no agent goes beyond; null when nothing is written
 * @param environments what holds in an environment, by its name
 * @param steps what holds in a step, by its id
 * @param rules in the order of the file; deny is stronger than ask, ask than allow
 * @param tests what the policy promises about itself
 * @param source the file
 */
public record PolicyDefinition(
        Map<String, AgentGrant> agents,
        @Nullable PolicyScope everyone,
        Map<String, PolicyScope> environments,
        Map<String, PolicyScope> steps,
        List<RuleDefinition> rules,
        List<PolicyTest> tests,
        SourceText source) {

    public PolicyDefinition {
        agents = Ordered.copy(agents);
        environments = Ordered.copy(environments);
        steps = Ordered.copy(steps);
        rules = List.copyOf(rules);
        tests = List.copyOf(tests);
    }
}
