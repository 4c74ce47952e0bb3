package dev.builderos.formats;

import java.util.List;
import java.util.Map;

/**
 * {@code builderos.policy.yaml}: what agents may do. Nothing is allowed that is not granted, and a rule only tightens.
 *
 * @param agents what each agent is granted, by name
 * @param rules in the order of the file; deny is stronger than ask, ask than allow
 * @param tests what the policy promises about itself
 * @param source the file
 */
public record PolicyDefinition(
        Map<String, AgentGrant> agents, List<RuleDefinition> rules, List<PolicyTest> tests, SourceText source) {

    public PolicyDefinition {
        agents = Ordered.copy(agents);
        rules = List.copyOf(rules);
        tests = List.copyOf(tests);
    }
}
