package dev.builderos.runner.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.StepId;
import dev.builderos.contracts.effect.EffectOrigin;
import dev.builderos.contracts.effect.EffectOrigin.PromptVersion;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OriginsTest {
    private static final Plan PLAN = plan();

    @Test
    void anAgentsEffectComesFromItsOwnPromptAlone() {
        assertThat(origin("generate")).isEqualTo(new EffectOrigin(List.of(prompt("generate")), List.of("script:told")));
    }

    @Test
    void anActionsEffectComesFromTheAgentsItStandsOnAndFromNoOther() {
        assertThat(origin("release").prompts()).containsExactly(prompt("plan"), prompt("generate"));
    }

    @Test
    void anAgentThatWasToldItsTaskDirectlyHasNoPrompt() {
        assertThat(origin("ask")).isEqualTo(new EffectOrigin(List.of(), List.of("script:told")));
    }

    @Test
    void whatStandsOnNoAgentComesFromNone() {
        assertThat(origin("build")).isEqualTo(new EffectOrigin(List.of(), List.of()));
    }

    private static EffectOrigin origin(String step) {
        return Origins.of(PLAN, PLAN.step(new StepId(step)));
    }

    private static Plan plan() {
        return Plans.plan()
                .step("build")
                .agent("plan", task("plan"), "build")
                .agent("generate", task("generate"), "plan")
                .agent("docs", task("docs"), "plan")
                .agent("ask", task(null))
                .step("test", "generate")
                .step("release", "test")
                .build();
    }

    private static Work.AgentTask task(@Nullable String prompt) {
        return new Work.AgentTask(
                "builder",
                "You build.",
                List.of(),
                10,
                null,
                prompt == null
                        ? null
                        : new Work.PromptUse("builder/" + prompt, "1.0.0", Digest.of(prompt), "p.yaml", "text", null),
                prompt == null ? "do it" : null,
                Map.of(),
                new Work.ModelUse("script", "told", null, null, null, null));
    }

    private static PromptVersion prompt(String name) {
        return new PromptVersion("builder/" + name, "1.0.0", Digest.of(name));
    }
}
