package dev.builderos.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.builderos.contracts.journal.FactRecord;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Models that are paid, and limits on that. Each answer of the transcript costs two cents, of three that a task takes. */
@ExtendWith(SharedInstallation.class)
class BudgetIT extends InProject {
    private static final String PRICE = "price: { input: 10.00 USD, output: 50.00 USD }";

    BudgetIT(Installation builderos) {
        super(builderos, """
                - { id: make, run: "echo made > made.txt" }
                - { id: plan, agent: frugal, ask: "plan it" }
                """);
    }

    /** The files as they are from now on. */
    private void files(String price, String budget, String limit) {
        project.write("builderos.yaml", """
                kind: builderos/project@v1
                name: %s
                models:
                  default: { provider: script, name: tape, transcript: transcripts/plan.yaml, %s }
                  unpriced: { provider: openai, name: big }
                git: { provider: local, default_branch: main }
                %s
                """.formatted(project.root().getFileName(), price, budget));
        project.write("agents/frugal.yaml", """
                kind: builderos/agent@v1
                name: frugal
                description: Thinks twice.
                system: You plan.
                tools: [fs.read]
                %s
                """.formatted(limit));
        String turn = "{ say: Wait., calls: [ { tool: no.such } ], usage: { input: 1000, output: 200 } }";
        project.write("transcripts/plan.yaml", """
                kind: builderos/transcript@v1
                steps:
                  plan: [ %s, %s, { say: Done., usage: { input: 1000, output: 200 } } ]
                """.formatted(turn, turn));
        project.commit("as it is now");
    }

    private static List<String> costs(Journal journal) {
        return journal.of("ModelAnswered").stream()
                .map(fact -> fact.body().path("cost").asText("nothing"))
                .toList();
    }

    private static JsonNode failure(Journal journal) {
        List<FactRecord> failed = journal.of("StepFailed");
        assertThat(failed).hasSize(1);
        return failed.getFirst().body();
    }

    @Test
    void aRunStopsAtItsBudgetAndGoesOnWhenItIsRaised() {
        files(PRICE, "budget: { run: 0.03 USD }", "");

        Command.Outcome stopped = run("run", "test");

        assertThat(stopped.exitCode()).as(stopped.all()).isEqualTo(1);
        assertThat(stopped.out()).contains("1.0k → 200 tokens, 0.02 USD");
        JsonNode failed = shown("latest");
        assertThat(failed.path("cost").asText()).isEqualTo("0.04 USD");
        assertThat(run("show", "latest").out()).containsPattern("cost +0.04 USD");
        assertThat(failure(journal()).path("failureClass").asText()).isEqualTo("budget");
        assertThat(failure(journal()).path("message").asText())
                .isEqualTo("the run has spent 0.04 USD on models, and its budget is 0.03 USD; raise `budget.run` in"
                        + " builderos.yaml, then `builderos resume`");

        files(PRICE, "budget: { run: 0.09 USD }", "");
        succeed("resume", "latest", "--yes");

        assertThat(shown("latest").path("cost").asText()).isEqualTo("0.10 USD");
        assertThat(costs(journal())).hasSize(5).containsOnly("0.02 USD");
        assertThat(journal().of("StepStarted").stream()
                        .map(fact -> fact.body().path("step").asText()))
                .as("what went well is kept, whatever the budget")
                .containsExactly("make", "plan", "plan");
        verify("latest");
    }

    @Test
    void aDayStopsTheRunsBehindTheOneThatSpentIt() {
        files(PRICE, "budget: { run: 1.00 USD, day: 0.05 USD }", "");
        succeed("run", "test");

        Command.Outcome stopped = run("run", "test");

        assertThat(stopped.exitCode()).as(stopped.all()).isEqualTo(1);
        assertThat(costs(journal())).isEmpty();
        assertThat(failure(journal()).path("message").asText())
                .startsWith(
                        "the runs of the project have spent 0.06 USD on models since midnight UTC, and the budget of a"
                                + " day is 0.05 USD;");

        files(PRICE, "budget: { day: 1.00 USD }", "");
        succeed("resume", "latest", "--yes");
        assertThat(shown("latest").path("cost").asText()).isEqualTo("0.06 USD");
    }

    @Test
    void aReplayCostsNothing() {
        files(PRICE, "budget: { run: 0.07 USD, day: 0.07 USD }", "");
        succeed("run", "test");
        String source = latest();
        assertThat(costs(journal())).hasSize(3);

        succeed("replay", source);

        assertThat(costs(journal())).containsExactly("nothing", "nothing", "nothing");
        assertThat(shown("latest").has("cost")).isFalse();
        assertThat(run("compare", source, "latest").out()).contains("COST", "0.06 USD");
    }

    @Test
    void aChangedPriceIsNoReasonToPayForAStepAgain() {
        String steps = """
                - { id: plan, agent: frugal, ask: "plan it" }
                - { id: check, run: "test -f %s" }
                """;
        project.pipeline(steps.formatted("missing.txt"));
        files(PRICE, "budget: { run: 0.07 USD }", "");
        assertThat(run("run", "test").exitCode()).isEqualTo(1);

        project.pipeline(steps.formatted("Service.java"));
        files(PRICE.replace("50.00", "90.00"), "budget: { run: 0.01 USD, day: 0.01 USD }", "");
        succeed("resume", "latest", "--yes");

        assertThat(costs(journal())).as("as it was paid then").containsExactly("0.02 USD", "0.02 USD", "0.02 USD");
        assertThat(shown("latest").path("cost").asText()).isEqualTo("0.06 USD");
    }

    @Test
    void anAgentStopsAtTheTokensOfItsTask() {
        files("temperature: 0", "", "max_tokens: 2400");

        Command.Outcome stopped = run("run", "test");

        assertThat(stopped.exitCode()).as(stopped.all()).isEqualTo(1);
        assertThat(failure(journal()).path("failureClass").asText()).isEqualTo("budget");
        assertThat(failure(journal()).path("message").asText())
                .startsWith("frugal has used 2400 tokens of the 2400 it has for a task;");
        assertThat(shown("latest").has("cost")).isFalse();
    }

    @Test
    void aBudgetThatCannotBeKeptIsRefusedBeforeAnythingRuns() {
        files(PRICE, "budget: { run: 1.00 USD }", "model: unpriced");

        Command.Outcome refused = run("run", "test");

        assertThat(refused.exitCode()).as(refused.all()).isEqualTo(2);
        assertThat(refused.all())
                .contains(
                        "builderos.yaml:5:13: `budget` cannot be kept, as model `unpriced` (openai:big) has no price; add"
                                + " `price:");
        assertThat(run("runs").out()).doesNotContain("test");
    }
}
