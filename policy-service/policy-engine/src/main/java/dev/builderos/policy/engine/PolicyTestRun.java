package dev.builderos.policy.engine;

import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.Requester;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.StepId;
import dev.builderos.contracts.effect.Decision;
import dev.builderos.contracts.effect.Effect;
import dev.builderos.contracts.effect.RunSoFar;
import dev.builderos.contracts.effect.Verdict;
import dev.builderos.contracts.policy.PolicyTestReport;
import dev.builderos.formats.PolicyTest;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Runs one test of a policy file, as a requester without roles in a run of its own. */
final class PolicyTestRun {
    private static final Requester REQUESTER = new Requester(new OrgId("test"), "test:requester", List.of());
    private static final RunId RUN = new RunId("00000000-0000-7000-8000-000000000000");

    private PolicyTestRun() {}

    static PolicyTestReport.Case of(CompiledPolicy policy, PolicyTest test, String defaultBranch) {
        Verdict expected = switch (test.expect()) {
            case ALLOW -> Verdict.ALLOW;
            case ASK -> Verdict.ASK;
            case DENY -> Verdict.DENY;
        };
        Map<String, Object> arguments = new TreeMap<>(test.effect());
        String tool = String.valueOf(arguments.remove("tool"));
        String name = name(test, tool);
        Effect effect;
        try {
            effect = new Effect(tool, test.agent(), test.env(), arguments);
        } catch (IllegalArgumentException e) {
            return new PolicyTestReport.Case(
                    test.at().line(), name, expected, Verdict.DENY, CompiledPolicy.ERROR, "`" + tool + "` is no tool");
        }
        Decision decision = policy.decide(
                effect,
                new PolicyContext(
                        Map.of("defaultBranch", defaultBranch, "name", "test"),
                        REQUESTER,
                        RUN,
                        new StepId(Objects.requireNonNullElse(test.step(), "test")),
                        new RunSoFar(test.tainted() ? List.of("test") : List.of(), 0, 0, 0, 0)));
        return new PolicyTestReport.Case(
                test.at().line(), name, expected, decision.verdict(), decision.ruleId(), decision.sentence());
    }

    private static String name(PolicyTest test, String tool) {
        Object subject = test.effect().getOrDefault("path", test.effect().get("branch"));
        return test.agent() + " " + tool + (subject == null ? "" : " " + subject)
                + (test.env() == null ? "" : " in " + test.env())
                + (test.step() == null ? "" : " by step " + test.step())
                + (test.tainted() ? ", tainted" : "");
    }
}
