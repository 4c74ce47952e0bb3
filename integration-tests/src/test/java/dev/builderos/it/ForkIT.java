package dev.builderos.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.builderos.contracts.journal.FactRecord;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Runs that take over what another did before a step, and do the rest anew with something swapped. */
@ExtendWith(SharedInstallation.class)
class ForkIT extends InProject {
    private static final String PIPELINE = """
            kind: builderos/pipeline@v1
            name: test
            version: 1.0.0
            inputs: { word: { type: string, required: true }, unused: { type: string } }
            steps:
              - { id: one, run: "echo one > one.txt; echo kept > note.md", out: [note.md] }
              - { id: word, needs: [one], run: 'cat note.md; echo "${inputs.word}" > word.txt' }
              - id: both
                needs: [word]
                lanes:
                  unit: [ { id: u1, run: "cat one.txt word.txt > u1.txt" } ]
                  docs: [ { id: d1, run: "cat word.txt" } ]
              - { id: last, needs: [both], run: "%s cat u1.txt" }
            """;

    ForkIT(Installation builderos) {
        super(builderos, "- { id: none, action: noop }\n");
    }

    @BeforeEach
    void writeThePipeline() {
        project.write("ship/test.yaml", PIPELINE.formatted(""));
        project.commit("pipeline");
    }

    @Test
    void takesOverWhatStandsBeforeTheStepAndDoesTheRestAnew() {
        succeed("run", "test", "-i", "word=first");
        String source = latest();
        String head = project.git("rev-parse", "HEAD");

        Command.Outcome forked = run("fork", source, "--at", "word", "--set", "input.word=second", "--json");

        assertThat(forked.exitCode()).as(forked.all()).isZero();
        JsonNode compared = forked.jsonLines().getLast();
        assertThat(compared.path("event").asText()).isEqualTo("compared");
        assertThat(compared.path("differences").path("first").path("step").asText())
                .isEqualTo("word");
        JsonNode shown = shown("latest");
        assertThat(shown.path("options").path("forkOf").asText()).isEqualTo(source);
        Journal journal = journal();
        assertThat(journal.reused()).containsOnly(Map.entry("one", source));
        assertThat(journal.starts()).containsOnlyKeys("word", "u1", "d1", "both", "last");
        String branch = shown.path("branch").asText();
        assertThat(project.git("show", branch + ":u1.txt")).isEqualTo("one\nsecond\n");
        assertThat(project.git("rev-parse", "HEAD")).as("the user's branch").isEqualTo(head);
        assertThat(project.git("show", shown(source).path("branch").asText() + ":u1.txt"))
                .as("the source's work")
                .isEqualTo("one\nfirst\n");
        verify("latest");
        JsonNode listed = run("runs", "--json").json();
        assertThat(listed.path("runs").get(0).path("forkOf").asText()).isEqualTo(source);
    }

    @Test
    void stepsInLanesAreTakenOverToo() {
        succeed("run", "test", "-i", "word=first");
        String source = latest();

        Command.Outcome nothing = run("fork", source, "--at", "last", "--set", "input.word=second");
        project.write("ship/test.yaml", PIPELINE.formatted("echo ${inputs.word};"));
        succeed("run", "test", "-i", "word=first", "--allow-dirty");
        succeed("fork", "latest", "--at", "last", "--set", "input=word=second");

        assertThat(nothing.exitCode()).isEqualTo(2);
        assertThat(nothing.all()).contains("nothing from `last` on would be otherwise");
        assertThat(journal().starts()).containsOnlyKeys("last");
        assertThat(journal().reused()).containsOnlyKeys("one", "word", "u1", "d1", "both");
        assertThat(project.git("show", shown("latest").path("branch").asText() + ":u1.txt"))
                .isEqualTo("one\nfirst\n");
        verify("latest");
    }

    @Test
    void whatPeopleApprovedIsAskedForAgain() {
        project.write("ship/test.yaml", """
                kind: builderos/pipeline@v1
                name: test
                version: 1.0.0
                inputs: { word: { type: string, required: true } }
                steps:
                  - { id: one, run: "echo one > one.txt" }
                  - { id: release, needs: [one], action: deploy.release, env: prod }
                  - { id: after, needs: [release], run: 'echo "${inputs.word}"' }
                """);
        project.commit("release");
        succeed("run", "test", "-i", "word=first", "--yes");
        String source = latest();

        Command.Outcome forked = run("fork", source, "--at", "after", "--set", "input.word=second", "--yes", "--json");

        assertThat(forked.exitCode()).as(forked.all()).isZero();
        Journal journal = journal();
        assertThat(journal.reused()).containsOnlyKeys("one");
        assertThat(journal.of("ApprovalRequested")).hasSize(1);
        assertThat(journal.of("EffectReused")).isEmpty();
        verify("latest");
    }

    @Test
    void aPromptOfAnotherVersionIsUsedFromTheStepOn() {
        agents("1.0.0");
        succeed("run", "test", "-i", "task=x");
        String source = latest();
        agents("1.1.0");
        project.git("checkout", "--quiet", "HEAD", "--", "ship/test.yaml");

        Command.Outcome unknown = run("fork", source, "--at", "plan", "--set", "prompt=test/plan@7.0.0");
        succeed("fork", source, "--at", "plan", "--set", "prompt=test/plan@1.1.0");

        assertThat(unknown.exitCode()).isEqualTo(2);
        assertThat(unknown.all()).contains("there is no prompt test/plan@7.0.0; there are 1.1.0, 1.0.0");
        FactRecord started = journal().of("StepStarted").getFirst();
        assertThat(started.body().path("parts").path("prompt").asText()).startsWith("test/plan 1.1.0#");
        assertThat(journal().reused()).containsOnlyKeys("before");
        Command.Outcome compared = run("compare", source, "latest");
        assertThat(compared.out()).contains("prompt test/plan 1.0.0 → 1.1.0");
    }

    @Test
    void saysWhatCannotBeForked() {
        project.write("ship/test.yaml", PIPELINE.formatted("sleep 3;"));
        project.commit("slow");
        String run = run("run", "test", "-i", "word=x", "--detach", "--json")
                .json()
                .path("runId")
                .asText();

        assertRefused(2, "say with --set what is to be otherwise", "fork", run, "--at", "word");
        assertRefused(2, "swaps nothing", "fork", run, "--at", "word", "--set", "colour=red");
        assertRefused(1, "the run goes on", "fork", run, "--at", "word", "--set", "input.word=y");
        Command.Outcome followed = run("show", "-f", run);
        assertThat(followed.exitCode()).as(followed.all()).isZero();
        assertRefused(
                2,
                "`nobody` is no step of the run; its steps are one, word",
                "fork",
                run,
                "--at",
                "nobody",
                "--set",
                "input.word=y");
        assertRefused(2, "there is no input `wrod`", "fork", run, "--at", "word", "--set", "input.wrod=y");
        assertRefused(
                2, "nothing from `word` on would be otherwise", "fork", run, "--at", "word", "--set", "input.unused=y");
        assertRefused(
                2, "nothing from `word` on would be otherwise", "fork", run, "--at", "word", "--set", "input.word=x");
        project.git("branch", "-D", shown(run).path("branch").asText());
        project.git("reflog", "expire", "--expire=now", "--all");
        project.git("gc", "--quiet", "--prune=now");
        assertRefused(1, "is not there any more", "fork", run, "--at", "word", "--set", "input.word=y");
        assertThat(latest()).as("nothing was started").isEqualTo(run);
    }

    @Test
    void aForkGoesOnByItselfAfterTheServerWasKilled() {
        project.write("ship/test.yaml", PIPELINE.formatted("sleep 3;"));
        project.commit("slow");
        succeed("run", "test", "-i", "word=first");
        String source = latest();
        Command.Outcome detached =
                run("fork", source, "--at", "word", "--set", "input.word=second", "--detach", "--json");
        String run = detached.json().path("runId").asText();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> Journal.of(builderos.api(), run).starts().containsKey("word"));

        builderos.killServer();
        succeed("up");

        Command.Outcome shown = run("show", "-f", run);
        assertThat(shown.exitCode()).as(shown.all()).isZero();
        Journal journal = Journal.of(builderos.api(), run);
        journal.assertSound();
        assertThat(journal.types()).contains("RunTakenOver");
        assertThat(journal.reused()).containsOnlyKeys("one");
        assertThat(project.git("show", shown(run).path("branch").asText() + ":u1.txt"))
                .isEqualTo("one\nsecond\n");
        verify(run);
    }

    private void agents(String version) {
        project.write("builderos.yaml", """
                kind: builderos/project@v1
                name: %s
                models: { default: { provider: script, name: tape, transcript: transcripts/plan.yaml } }
                git: { provider: local, default_branch: main }
                """.formatted(project.root().getFileName()));
        project.write("transcripts/plan.yaml", """
                kind: builderos/transcript@v1
                steps:
                  plan:
                    - { say: "I write.", calls: [ { tool: fs.write, with: { path: plan.md, content: "do it" } } ] }
                    - { say: "done" }
                """);
        project.write("prompts/plan.yaml", """
                kind: builderos/prompt@v1
                name: test/plan
                version: %s
                inputs: { task: { type: string, required: true } }
                messages: [ { user: "{{task}}, as of %s" } ]
                """.formatted(version, version));
        project.write("ship/test.yaml", """
                kind: builderos/pipeline@v1
                name: test
                version: 1.0.0
                inputs: { task: { type: string, required: true } }
                steps:
                  - { id: before, run: "echo before > before.txt" }
                  - { id: plan, needs: [before], agent: builder, prompt: test/plan@^1, out: [plan.md] }
                """);
        project.commit("agents " + version);
    }

    private void assertRefused(int exit, String why, String... arguments) {
        Command.Outcome refused = run(arguments);
        assertThat(refused.exitCode()).as(refused.all()).isEqualTo(exit);
        assertThat(refused.all()).contains(why);
    }
}
