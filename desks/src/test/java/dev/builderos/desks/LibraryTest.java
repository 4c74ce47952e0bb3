package dev.builderos.desks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.builderos.formats.AgentDefinition;
import dev.builderos.formats.DeskDefinition;
import dev.builderos.formats.Formats;
import dev.builderos.formats.PipelineDefinition;
import dev.builderos.formats.PolicyDefinition;
import dev.builderos.formats.ProjectDefinition;
import dev.builderos.formats.PromptDefinition;
import dev.builderos.formats.PromptReference;
import dev.builderos.formats.StepAction;
import dev.builderos.formats.StepDefinition;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LibraryTest {
    private static final Set<String> ACTIONS =
            Set.of("git.pull_request", "deploy.preview", "deploy.release", "deploy.rollback", "verify.http");

    private final DeskDefinition desk = Library.parsed(Library.desk().resolve("desk.yaml"), Formats::parseDesk);
    private final PolicyDefinition policy =
            Library.parsed(Library.projectFiles().resolve("builderos.policy.yaml"), Formats::parsePolicy);
    private final ProjectDefinition project =
            Library.parsed(Library.projectFiles().resolve("builderos.yaml"), Formats::parseProject);
    private final List<AgentDefinition> agents = Library.agents();
    private final List<PipelineDefinition> pipelines = Library.pipelines();
    private final List<PromptDefinition> prompts =
            Library.files(Library.projectFiles().resolve("prompts")).values().stream()
                    .map(file -> Library.parsed(file, Formats::parsePrompt))
                    .toList();

    @Test
    void holdsTheAgentsAndPipelinesOfTheProduct() {
        assertThat(agents)
                .extracting(AgentDefinition::name)
                .containsExactlyInAnyOrder("builder", "tester", "docwriter", "reviewer", "deployer", "dataengineer");
        assertThat(pipelines)
                .extracting(PipelineDefinition::name)
                .containsExactlyInAnyOrder("rollback", "feature", "hotfix", "data");
    }

    @Test
    void eachFileIsNamedForWhatItHolds() {
        for (AgentDefinition agent : agents) {
            assertThat(agent.source().path()).endsWith("agents/" + agent.name() + ".yaml");
        }
        for (PipelineDefinition pipeline : pipelines) {
            assertThat(pipeline.source().path()).endsWith("/" + pipeline.name() + ".yaml");
        }
        for (PromptDefinition prompt : prompts) {
            assertThat(prompt.source().path()).endsWith("prompts/" + prompt.name() + ".yaml");
        }
    }

    @Test
    void deskListsWhatItBrings() {
        List<String> yaml = Library.files(Library.desk()).keySet().stream()
                .filter(path -> path.endsWith(".yaml"))
                .toList();

        assertThat(desk.pipelines()).containsExactlyInAnyOrderElementsOf(below(yaml, "files/ship/"));
        assertThat(desk.prompts()).containsExactlyInAnyOrderElementsOf(below(yaml, "files/prompts/"));
        assertThat(desk.policy()).isEqualTo("files/builderos.policy.yaml");
        assertThat(desk.upgrade()).containsKey(desk.version());
    }

    private static List<String> below(List<String> paths, String folder) {
        return paths.stream().filter(path -> path.startsWith(folder)).toList();
    }

    @Test
    void projectNamesTheDeskItComesFrom() {
        assertThat(project.name()).isEqualTo(Library.NAME);
        assertThat(project.desks()).singleElement().satisfies(reference -> {
            assertThat(reference.name()).isEqualTo(desk.name());
            assertThat(reference.version()).isEqualTo(desk.version());
        });
        assertThat(project.environments()).containsOnlyKeys("dev", "stage", "prod");
    }

    @Test
    void deskAsksForItsNameAndUsesIt() {
        assertThat(desk.inputs()).containsOnlyKeys("name");
        for (PromptDefinition prompt : prompts) {
            assertThat(prompt.inputs())
                    .as("a desk's input may not stand for a prompt's")
                    .doesNotContainKey("name");
        }
        for (Path file : Library.files(Library.projectFiles()).values()) {
            assertThat(file.toString().contains("/prompts/")
                            || !Library.applied(file).contains("{{"))
                    .as("%s holds a placeholder nobody fills", file)
                    .isTrue();
        }
    }

    @Test
    void everyPromptThatAPipelineNamesExists() {
        List<PromptReference> named = steps().filter(StepAction.AgentTask.class::isInstance)
                .map(action -> ((StepAction.AgentTask) action).prompt())
                .toList();

        assertThat(named)
                .isNotEmpty()
                .allSatisfy(reference -> assertThat(prompts)
                        .anyMatch(prompt -> prompt.name().equals(reference.name())
                                && reference.range().accepts(prompt.version())));
    }

    @Test
    void everyPromptGetsWhatItAsksForFromTheRunOrFromAnEarlierStep() {
        for (PipelineDefinition pipeline : pipelines) {
            Set<String> known = new HashSet<>(pipeline.inputs().keySet());
            for (StepDefinition step : pipeline.steps()) {
                if (step.action() instanceof StepAction.AgentTask task && task.prompt() != null) {
                    assertThat(known)
                            .as("step %s of %s", step.id(), pipeline.name())
                            .containsAll(prompt(task.prompt()).inputs().keySet());
                }
                step.out().forEach(path -> known.add(path.replaceAll("^.*/|\\.[^.]*$", "")));
            }
        }
    }

    private PromptDefinition prompt(PromptReference reference) {
        return prompts.stream()
                .filter(prompt -> prompt.name().equals(reference.name()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void everyActionThatAPipelineNamesExists() {
        assertThat(steps().filter(StepAction.ActionCall.class::isInstance)
                        .map(action -> ((StepAction.ActionCall) action).name()))
                .isNotEmpty()
                .allMatch(ACTIONS::contains);
    }

    @Test
    void everyAgentThatAPipelineNamesExistsAndIsGrantedSomething() {
        Set<String> names = agents.stream().map(AgentDefinition::name).collect(Collectors.toSet());

        assertThat(pipelines)
                .flatExtracting(PipelineDefinition::steps)
                .extracting(StepDefinition::agent)
                .filteredOn(agent -> agent != null)
                .isNotEmpty()
                .allMatch(names::contains)
                .allMatch(policy.agents()::containsKey);
    }

    @Test
    void policyGrantsEachAgentExactlyTheToolsItWants() {
        for (AgentDefinition agent : agents) {
            assertThat(policy.agents().get(agent.name()).tools())
                    .as(agent.name())
                    .containsExactlyInAnyOrderElementsOf(agent.tools());
        }
        assertThat(policy.agents()).hasSize(agents.size() + 1).containsKey("pipeline");
    }

    @Test
    void noAgentMayPushOrPublish() {
        policy.agents().forEach((name, grant) -> {
            if (!name.equals("pipeline")) {
                assertThat(grant.tools()).as(name).doesNotContain("git.push", "git.pull_request", "*", "git.*");
            }
        });
    }

    @Test
    void secretsAndWhatOthersObeyAreDeniedToEveryAgentThatTouchesFiles() {
        policy.agents().forEach((name, grant) -> {
            if (!name.equals("pipeline")) {
                assertThat(grant.paths().deny()).as(name).contains("**/.env*", ".git/**", ".github/**");
                if (!grant.paths().write().isEmpty()) {
                    assertThat(grant.paths().deny()).as(name).contains("builderos.policy.yaml");
                }
            }
        });
    }

    @Test
    void policySaysWhatItPromises() {
        assertThat(policy.rules())
                .extracting(rule -> rule.id() + " on " + rule.on())
                .containsExactly(
                        "push-to-main on git.push",
                        "prod-deploy on deploy.release",
                        "prod-rollback on deploy.rollback",
                        "prod-migration on db.migrate");
        assertThat(policy.tests()).hasSizeGreaterThanOrEqualTo(policy.agents().size());
    }

    @Test
    void leavesTheStateOfRunsAndSecretsOutOfGit() {
        assertThat(Library.applied(Library.projectFiles().resolve(".gitignore")).lines())
                .contains(".builderos/*", ".env*");
    }

    @Test
    void transcriptPlaysTheAgentsOfTheFeaturePipeline() {
        Transcript transcript = Transcript.addHealth();
        PipelineDefinition feature = pipelines.stream()
                .filter(pipeline -> pipeline.name().equals("feature"))
                .findFirst()
                .orElseThrow();
        Map<String, List<String>> wanted =
                agents.stream().collect(Collectors.toMap(AgentDefinition::name, AgentDefinition::tools));

        List<String> played = new ArrayList<>();
        for (StepDefinition step : feature.steps()) {
            if (step.action() instanceof StepAction.AgentTask task) {
                played.add(step.id());
                List<Transcript.Turn> turns = transcript.steps().get(step.id());
                assertThat(turns.getLast().calls())
                        .as("the last turn of %s ends it", step.id())
                        .isEmpty();
                assertThat(turns.getLast().answers())
                        .as("%s answers", step.id())
                        .isTrue();
                assertThat(turns)
                        .flatExtracting(Transcript.Turn::calls)
                        .extracting(Transcript.Call::tool)
                        .allMatch(wanted.get(task.agent())::contains);
            }
        }
        assertThat(transcript.steps()).containsOnlyKeys(played);
        assertThat(transcript.kind()).isEqualTo("builderos/transcript@v1");
        assertThat(project.models().get("default").transcript())
                .isEqualTo("transcripts/" + transcript.name() + ".yaml");
    }

    @Test
    void transcriptMeetsOneDenial() {
        assertThat(Transcript.addHealth().calls())
                .filteredOn(call -> ".env".equals(call.with().get("path")))
                .hasSize(1);
    }

    private Stream<StepAction> steps() {
        return pipelines.stream().flatMap(pipeline -> pipeline.steps().stream()).map(StepDefinition::action);
    }
}
