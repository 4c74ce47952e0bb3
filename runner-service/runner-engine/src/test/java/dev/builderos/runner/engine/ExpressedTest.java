package dev.builderos.runner.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.builderos.contracts.RunId;
import dev.builderos.contracts.StepId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExpressedTest {
    private static final Expressed VALUES = new Expressed(Map.of(
            "inputs.task", "'; rm -rf / #",
            "a-b.c", "one",
            "a_b.c", "two",
            "preview.url", "http://localhost"));

    @Test
    void givesShellsVariablesSoThatValuesAreNeverSyntax() {
        Expressed.ShellText text = VALUES.renderForShell("echo ${inputs.task} ${inputs.task} ${preview.url}");

        assertThat(text.text())
                .isEqualTo("echo ${BUILDEROS_inputs_task} ${BUILDEROS_inputs_task} ${BUILDEROS_preview_url}");
        assertThat(text.variables())
                .containsOnly(
                        Map.entry("BUILDEROS_inputs_task", "'; rm -rf / #"),
                        Map.entry("BUILDEROS_preview_url", "http://localhost"));
    }

    @Test
    void keepsReferencesApartWhoseNamesDifferInDashesOnly() {
        Expressed.ShellText text = VALUES.renderForShell("${a-b.c} ${a_b.c}");

        assertThat(text.text()).isEqualTo("${BUILDEROS_a_b_c} ${BUILDEROS_a_b_c_2}");
        assertThat(text.variables())
                .containsOnly(Map.entry("BUILDEROS_a_b_c", "one"), Map.entry("BUILDEROS_a_b_c_2", "two"));
    }

    @Test
    void rendersWithinListsAndTablesAndLeavesEmptyArgumentsOut() {
        assertThat(VALUES.renderArguments(Map.of(
                        "url", "${preview.url}/health",
                        "list", List.of("${preview.url}", 2),
                        "none", "${inputs.unset}")))
                .isEqualTo(Map.of("url", "http://localhost/health", "list", List.of("http://localhost", 2)));
    }

    @Test
    void refusesAReferenceToAnOutputNobodyLeft() {
        assertThatThrownBy(() -> VALUES.render("${preview.port}"))
                .isInstanceOf(Expressed.Unresolved.class)
                .hasMessage("${preview.port} stands for nothing: no such output was left");
    }

    @Test
    void knowsRunProjectAndOutputs() {
        Scenario run = Scenario.started(Plans.plan()
                        .step("build")
                        .work("test", "${run.branch} ${run.base} ${project.default_branch} ${build.by}", "build"))
                .given(Facts.started("build", 1), Facts.succeeded("build", 1));

        Expressed values =
                Expressed.in(run.fold(), new RunId("0190a000-0000-7000-8000-000000000000"), new StepId("test"));

        assertThat(values.render("${run.branch} ${run.base} ${project.default_branch} ${build.by}"))
                .isEqualTo("builderos/run-1 base main build");
    }
}
