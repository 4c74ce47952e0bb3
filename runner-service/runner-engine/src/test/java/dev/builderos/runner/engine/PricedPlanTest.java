package dev.builderos.runner.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.builderos.contracts.CanonicalJson;
import dev.builderos.contracts.ContractJson;
import dev.builderos.contracts.Digest;
import dev.builderos.contracts.ProjectId;
import dev.builderos.contracts.SourceFile;
import dev.builderos.contracts.StepId;
import dev.builderos.formats.Money;
import dev.builderos.formats.TokenPrice;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What prices and budgets of a project come to in the plans of its runs. */
class PricedPlanTest {
    private static final String PRICE = ", price: { input: 3.00 USD, output: 15.00 USD }";
    private static final String BUDGET = "budget: { run: 5.00 USD, day: 50.00 USD }\n";

    private static Planned compile(String models, String budget, @Nullable String model) {
        List<SourceFile> files = List.of(
                new SourceFile("builderos.yaml", """
                        kind: builderos/project@v1
                        name: hello-service
                        models:
                        %s%s""".formatted(models.indent(2), budget)),
                new SourceFile("transcripts/told.yaml", "kind: builderos/transcript@v1\nsteps: {}\n"),
                new SourceFile("agents/builder.yaml", """
                        kind: builderos/agent@v1
                        name: builder
                        description: Works.
                        system: You work.
                        tools: [fs.read]
                        """),
                new SourceFile("ship/feature.yaml", """
                        kind: builderos/pipeline@v1
                        name: feature
                        version: 1.0.0
                        steps:
                          - { id: plan, agent: builder, ask: Plan it. }
                          - { id: build, agent: builder, ask: Build it. }
                        """));
        return PlanCompiler.compile(
                new PlanRequest(
                        new ProjectId("hello"),
                        "/home/user/hello",
                        "ship/feature.yaml",
                        files,
                        List.of(),
                        Map.of(),
                        Digest.of("policy"),
                        model),
                new ToolCatalog(Set.of()));
    }

    private static Plan ready(Planned planned) {
        assertThat(planned).isInstanceOf(Planned.Ready.class);
        return ((Planned.Ready) planned).plan();
    }

    private static List<String> problems(Planned planned) {
        assertThat(planned).isInstanceOf(Planned.Refused.class);
        return ((Planned.Refused) planned).problems();
    }

    private static Work.ModelUse model(Plan plan) {
        return ((Work.AgentTask) plan.step(new StepId("build")).work()).model();
    }

    @Test
    void aPlanHasThePricesAndTheBudget() {
        // When
        Plan plan = ready(compile("default: { provider: anthropic, name: a" + PRICE + " }", BUDGET, null));
        Plan read = ContractJson.read(CanonicalJson.bytes(plan), Plan.class);

        // Then
        assertThat(model(read).price()).isEqualTo(new TokenPrice(Money.of("3.00 USD"), Money.of("15.00 USD")));
        assertThat(read.budget()).isEqualTo(new Plan.Budget(Money.of("5.00 USD"), Money.of("50.00 USD")));
        assertThat(CanonicalJson.text(plan)).contains("\"price\":{\"input\":\"3.00 USD\",\"output\":\"15.00 USD\"}");
    }

    @Test
    void aPlanWithoutThemIsWrittenAsBeforeThereWereAny() {
        // When
        Plan plan = ready(compile("default: { provider: anthropic, name: a }", "", null));

        // Then
        assertThat(CanonicalJson.text(plan)).doesNotContain("price").doesNotContain("budget");
    }

    @Test
    void refusesABudgetThatCannotBeKeptWhereTheModelStands() {
        assertThat(problems(compile("default: { provider: anthropic, name: a }", BUDGET, null)))
                .containsExactly(
                        "builderos.yaml:4:12: `budget` cannot be kept, as model `default` (anthropic:a) has no price;"
                                + " add `price: { input: … USD, output: … USD }`, what a million tokens cost");
        assertThat(problems(compile("default: { provider: openai, name: a }", "budget: { day: 9.00 EUR }\n", null)))
                .singleElement()
                .asString()
                .contains("openai:a", "… EUR");
    }

    @Test
    void asksForNoPriceWhereNobodyIsPaid() {
        assertThat(model(ready(compile(
                                "default: { provider: script, name: told, transcript: transcripts/told.yaml }",
                                BUDGET,
                                null)))
                        .price())
                .isNull();
        assertThat(model(ready(compile("default: { provider: ollama, name: llama }", BUDGET, null)))
                        .price())
                .isNull();
    }

    @Test
    void asksForNoPriceOfAModelThatIsNotUsed() {
        // Given
        String models = "default: { provider: anthropic, name: a" + PRICE + " }\nother: { provider: openai, name: b }";

        // Then
        assertThat(ready(compile(models, BUDGET, null)).budget()).isNotNull();
    }

    @Test
    void aModelOfTheCommandLineHasThePriceTheProjectSays() {
        // Given
        String models = "default: { provider: script, name: told, transcript: transcripts/told.yaml }\n"
                + "small: { provider: anthropic, name: a:b" + PRICE + " }";

        // Then
        assertThat(model(ready(compile(models, BUDGET, "anthropic:a:b"))).price())
                .isEqualTo(new TokenPrice(Money.of("3.00 USD"), Money.of("15.00 USD")));
        assertThat(model(ready(compile(models, BUDGET, "ollama:llama"))).price())
                .isNull();
        assertThat(problems(compile(models, BUDGET, "anthropic:big")))
                .containsExactly(
                        "builderos.yaml:6:9: `budget` cannot be kept, as the project has no model anthropic:big with a"
                                + " price; write one in `models` with `price: { input: … USD, output: … USD }`, what a million"
                                + " tokens cost");
        assertThat(model(ready(compile(models, "", "anthropic:big"))).price()).isNull();
    }

    @Test
    void aChangedPriceOrBudgetIsNoReasonToDoAStepAgain() {
        // Given
        String models = "default: { provider: anthropic, name: a%s }";
        Plan without = ready(compile(models.formatted(""), "", null));
        Plan cheap = ready(compile(models.formatted(PRICE), BUDGET, null));
        Plan dear = ready(compile(models.formatted(PRICE.replace("15.00", "30.00")), "", null));

        // When
        Map<String, String> key = key(without);

        // Then
        assertThat(key(cheap)).isEqualTo(key);
        assertThat(key(dear)).isEqualTo(key);
        assertThat(key(ready(compile(models.formatted(", temperature: 1"), "", null))))
                .isNotEqualTo(key);
    }

    private static Map<String, String> key(Plan plan) {
        return ContentKey.known(plan, plan.step(new StepId("build")), Digest.of("tools"))
                .parts();
    }
}
