package dev.builderos.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Steps that take over what was done before on the same content. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CacheIT extends InProject {
    private static final String MOST_BYTES = "60000";

    CacheIT() {
        super(Installation.fresh(), "- { id: none, action: noop }\n");
        builderos.setEnvironment("BUILDEROS_RUNNER_CACHE_MAX_BYTES", MOST_BYTES);
    }

    @AfterAll
    void takeAway() {
        builderos.close();
    }

    @Test
    void theSameWorkOnTheSameContentIsDoneOnce() {
        pipeline("""
                steps:
                  - { id: make, cache: true, run: "echo made > made.txt; echo note > note.md", out: [note.md] }
                  - { id: use, run: "cat made.txt note.md" }
                """);
        succeed("run", "test");
        String first = latest();
        Journal before = journal();

        Command.Outcome again = run("run", "test");

        assertThat(again.exitCode()).as(again.all()).isZero();
        assertThat(again.out()).contains("✓ cached, from run " + first.substring(0, 13));
        assertThat(misses(before)).containsOnly(Map.entry("make", "nothing of this step is kept"));
        assertThat(reused()).containsOnly(Map.entry("make", first));
        assertThat(project.git("show", branch() + ":made.txt")).isEqualTo("made\n");
        JsonNode step = shown("latest").path("steps").get(0);
        assertThat(step.path("reused").path("why").asText()).isEqualTo("CACHE");
        assertThat(run("show", "latest").out()).contains("cached, from run");
        assertThat(run("artifacts", "latest", "make/note.md").out()).isEqualTo("note\n");
        assertThat(run("logs", "latest").out()).contains("taken over from run " + first);
        Command.Outcome verified = verified("latest");
        assertThat(verified.exitCode()).as(verified.all()).isZero();
        assertThat(verified.out()).contains("✓ taken over").contains("1 step took over work");
        assertTampering();
    }

    @Test
    void aMissSaysWhatIsOtherwise() {
        agents("1.0.0", "first");
        succeed("run", "test", "-i", "task=x");
        succeed("run", "test", "-i", "task=x");
        assertThat(reused()).containsOnlyKeys("plan");

        prompt("1.1.0");
        Command.Outcome prompt = run("run", "test", "-i", "task=x", "--allow-dirty");

        assertThat(prompt.out()).contains("miss: prompt test/plan 1.0.0 → 1.1.0");
        assertThat(shown("latest").path("steps").get(0).path("cacheMiss").asText())
                .isEqualTo("prompt test/plan 1.0.0 → 1.1.0");
        assertThat(run("show", "latest").out()).contains("miss: prompt test/plan 1.0.0 → 1.1.0");
        succeed("run", "test", "-i", "task=y", "--allow-dirty");
        assertThat(misses(journal())).containsEntry("plan", "input task changed");
    }

    @Test
    void noCacheAndDefaultsAreFollowed() {
        pipeline("""
                defaults: { cache: true }
                steps:
                  - { id: make, run: "echo made > made.txt" }
                  - { id: not, run: "echo not > not.txt", cache: false }
                  - { id: approved, run: "true", gates: [approval] }
                """);
        succeed("run", "test", "--yes");

        succeed("run", "test", "--no-cache", "--yes");
        assertThat(journal().of("StepReused")).isEmpty();
        assertThat(misses(journal())).isEmpty();
        assertThat(verified("latest").exitCode()).isZero();

        succeed("run", "test", "--yes");
        assertThat(reused()).containsOnlyKeys("make");
        assertThat(journal().of("ApprovalRequested")).hasSize(1);
    }

    @Test
    void whatMayNotBeTakenOverIsRefusedWithItsPlace() {
        pipeline("""
                steps:
                  - { id: release, action: deploy.release, env: dev, cache: true }
                  - { id: approved, run: "true", gates: [approval], cache: true }
                """);

        Command.Outcome refused = run("run", "test");

        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.all())
                .contains("ship/test.yaml:5:")
                .contains("an `action` changes something outside the workspace")
                .contains("ship/test.yaml:6:")
                .contains("a step with `gates` is for people to decide");
    }

    @Test
    void whatNoKeyKnowsAndWhatNothingBringsBackIsNotTakenOver() {
        project.write(".gitignore", ".builderos/\ntarget/\n");
        pipeline("""
                steps:
                  - { id: build, cache: true, run: "mkdir -p target && date +%N > target/out" }
                  - { id: test, cache: true, run: "cat target/out" }
                """);
        succeed("run", "test");

        succeed("run", "test");

        assertThat(reused()).isEmpty();
        assertThat(misses(journal()))
                .containsEntry("build", "nothing of this step is kept")
                .containsEntry("test", "the workspace holds ignored files, which no key knows: target/");
        assertThat(run("logs", "latest").out()).contains("not kept in the cache: there are ignored files");
    }

    @Test
    void lanesAndFailedAttemptsAreNoMatter() {
        pipeline("""
                steps:
                  - lanes:
                      a: [ { id: a1, cache: true, run: "echo a > a.txt" }, { id: a2, cache: true, run: "cat a.txt > a2.txt" } ]
                      b: [ { id: b1, cache: true, run: "echo b > b.txt" } ]
                  - { id: end, cache: true, run: "cat a.txt a2.txt b.txt > end.txt" }
                """);
        succeed("run", "test");

        succeed("run", "test");

        assertThat(reused()).containsOnlyKeys("a1", "a2", "b1", "end");
        assertThat(project.git("show", branch() + ":end.txt")).isEqualTo("a\na\nb\n");
        assertThat(verified("latest").exitCode()).isZero();
    }

    @Test
    void theCacheIsBoundedAndForgetsWhatWasNotUsedForLongest() {
        pipeline("""
                inputs: { word: { type: string, required: true } }
                steps:
                  - { id: big, cache: true, run: 'echo "${inputs.word}" > word.txt; head -c 25000 /dev/zero > big.bin; echo "${inputs.word}" >> big.bin' }
                """);
        succeed("run", "test", "-i", "word=one");
        succeed("run", "test", "-i", "word=two");
        succeed("run", "test", "-i", "word=one");
        assertThat(reused()).containsOnlyKeys("big");

        succeed("run", "test", "-i", "word=three");
        succeed("run", "test", "-i", "word=one");
        assertThat(reused()).as("used a moment ago").containsOnlyKeys("big");
        succeed("run", "test", "-i", "word=two");

        assertThat(reused()).as("let go").isEmpty();
        assertThat(misses(journal())).containsEntry("big", "input word changed");
        assertThat(project.git("for-each-ref", "refs/builderos/cache").lines().count())
                .isLessThanOrEqualTo(2);
    }

    /** The reference to what the run kept. It is kept once the step is over, which may be a moment after the run is. */
    private String kept() {
        return await("what the run kept")
                .atMost(Duration.ofSeconds(30))
                .until(
                        () -> project.git("for-each-ref", "--format=%(refname)", "refs/builderos/cache")
                                .strip(),
                        ref -> !ref.isEmpty());
    }

    @Test
    void workThatIsNotHereAnyMoreIsAMissThatSaysSo() {
        pipeline("""
                steps:
                  - { id: make, cache: true, run: "echo made > made.txt; echo unique > unique.md", out: [unique.md] }
                """);
        succeed("run", "test");
        project.git("update-ref", "-d", kept());

        succeed("run", "test");

        assertThat(misses(journal()).get("make")).contains("is not in this repository");
        String digest = journal()
                .of("StepSucceeded")
                .getFirst()
                .body()
                .at("/artifacts/0/digest")
                .asText();
        kept();
        delete(digest.substring("sha256:".length()));
        succeed("run", "test");
        assertThat(misses(journal()).get("make"))
                .contains("artifact unique.md of run ")
                .contains("is gone");
        succeed("run", "test");
        assertThat(reused()).containsOnlyKeys("make");
    }

    private void delete(String hex) {
        try (var files = Files.walk(builderos.home().resolve("artifacts"))) {
            List<Path> found = files.filter(
                            file -> file.toString().replace("/", "").endsWith(hex))
                    .toList();
            assertThat(found).hasSize(1);
            Files.delete(found.getFirst());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** A receipt that says another run did the work, or that the step did something, does not verify. */
    private void assertTampering() {
        succeed("receipt", "latest", "-o", "cache.receipt.json");
        String text = project.read("cache.receipt.json");
        assertThat(text).contains("\"why\":\"CACHE\"");
        project.write("cache.receipt.json", text.replace("\"why\":\"CACHE\"", "\"why\":\"RESUME\""));
        Command.Outcome edited = run("verify", "cache.receipt.json");
        project.git("clean", "--quiet", "--force", "cache.receipt.json");
        assertThat(edited.exitCode()).as(edited.all()).isEqualTo(1);
        assertThat(edited.all()).contains("✗ journal chain");
    }

    private void pipeline(String rest) {
        project.write("ship/test.yaml", "kind: builderos/pipeline@v1\nname: test\nversion: 1.0.0\n" + rest);
        project.git("add", "--all");
        if (!project.git("status", "--porcelain").isEmpty()) {
            project.commit("pipeline");
        }
    }

    private void agents(String version, String answer) {
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
                    - { say: "I write.", calls: [ { tool: fs.write, with: { path: plan.md, content: "%s" } } ] }
                    - { say: "done" }
                """.formatted(answer));
        prompt(version);
        pipeline("""
                inputs: { task: { type: string, required: true } }
                steps:
                  - { id: plan, agent: builder, prompt: test/plan@^1, out: [plan.md], cache: true }
                """);
    }

    private void prompt(String version) {
        project.write("prompts/plan.yaml", """
                kind: builderos/prompt@v1
                name: test/plan
                version: %s
                inputs: { task: { type: string, required: true } }
                messages: [ { user: "{{task}}, as of %s" } ]
                """.formatted(version, version));
    }

    private Map<String, String> reused() {
        Journal journal = journal();
        assertThat(journal.of("StepReused"))
                .allMatch(fact -> fact.body().path("why").asText().equals("CACHE"));
        return journal.reused();
    }

    private static Map<String, String> misses(Journal journal) {
        Map<String, String> misses = new TreeMap<>();
        journal.of("StepStarted").stream()
                .filter(fact -> fact.body().has("cacheMiss"))
                .forEach(fact -> misses.put(
                        fact.body().path("step").asText(),
                        fact.body().path("cacheMiss").asText()));
        return misses;
    }
}
