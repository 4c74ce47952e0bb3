package dev.builderos.policy.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.builderos.contracts.effect.Effect;
import dev.builderos.contracts.effect.RunSoFar;
import dev.builderos.contracts.effect.Verdict;
import dev.builderos.contracts.policy.ProposedRule;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RuleProposalsTest {
    private static final String GRANTS = """
            kind: builderos/policy@v1
            agents:
              builder: { tools: ["*"] }
            """;
    private static final Effect PUSH =
            Policies.effect("git.push", null, Map.of("branch", "feature", "url", "a \"b\"", "n", 1));

    @Test
    void aRuleThatAsksLeavesOutWhatWasApproved() {
        // Given
        String policy = GRANTS + """
                rules:
                  - { id: careful, on: git.push, when: effect.n > 0, ask: { approvals: 2, from: [Admin], not: [requester] } }
                """;

        // When
        ProposedRule proposal = Policies.compile(policy).propose(PUSH, Policies.CONTEXT);

        // Then
        String changed = GRANTS + "rules:\n" + String.valueOf(proposal.text()).indent(2);
        assertThat(Policies.decide(changed, PUSH).verdict()).isEqualTo(Verdict.ALLOW);
        assertThat(Policies.decide(changed, Policies.effect("git.push", null, Map.of("branch", "other", "n", 1)))
                        .requirement())
                .isEqualTo(Policies.decide(policy, PUSH).requirement());
        assertThat(Policies.decide(changed, Policies.effect("git.push", null, Map.of("branch", "other", "n", 0)))
                        .verdict())
                .isEqualTo(Verdict.ALLOW);
    }

    @Test
    void aTaintedRunIsSparedTheQuestionByARuleThatAllows() {
        // Given
        PolicyContext tainted = new PolicyContext(
                Policies.CONTEXT.project(),
                Policies.CONTEXT.requester(),
                Policies.CONTEXT.run(),
                Policies.CONTEXT.step(),
                new RunSoFar(List.of("web example.com"), 1, 0, 0, 1));

        // When
        ProposedRule proposal = Policies.compile(GRANTS).propose(PUSH, tainted);

        // Then
        CompiledPolicy changed = Policies.compile(
                GRANTS + "rules:\n" + String.valueOf(proposal.text()).indent(2));
        assertThat(changed.decide(PUSH, tainted).verdict()).isEqualTo(Verdict.ALLOW);
        assertThat(changed.decide(Policies.effect("git.push", null, Map.of("branch", "other")), tainted)
                        .verdict())
                .isEqualTo(Verdict.ASK);
    }

    @Test
    void whatIsAlwaysAskedNoRuleSpares() {
        ProposedRule proposal = Policies.compile(GRANTS)
                .propose(Policies.effect("git.push", null, Map.of("branch", "main")), Policies.CONTEXT);

        assertThat(proposal.text()).isNull();
        assertThat(proposal.sentence()).contains("always asked");
    }

    @Test
    void theGateOfAPipelineIsNoMatterOfThePolicy() {
        ProposedRule proposal = Policies.compile(GRANTS).propose(PUSH, Policies.CONTEXT);

        assertThat(proposal.text()).isNull();
        assertThat(proposal.sentence()).contains("gates: [approval]");
    }
}
