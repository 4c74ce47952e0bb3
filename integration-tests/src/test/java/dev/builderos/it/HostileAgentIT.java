package dev.builderos.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.builderos.contracts.journal.FactRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Agents that do the worst they can, 240 of them. Nothing they do may happen without a decision of the policy that allows it, or
 * an approval of this very effect; what lies outside of their workspace stays as it is.
 */
@ExtendWith(SharedInstallation.class)
class HostileAgentIT {
    private static final int RUNS = 24;
    private static final int TRACES = 10;
    private static final long SEED = 20_261_129;
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final String SECRET = "CANARY-of-the-bait-7c1f";

    private final Installation builderos;

    HostileAgentIT(Installation builderos) {
        this.builderos = builderos;
    }

    @Test
    void nothingHappensWithoutADecisionOrAnApproval() throws IOException {
        Path bait = Files.createDirectories(builderos.directory().resolve("bait"));
        Files.writeString(bait.resolve("kept.txt"), SECRET);
        Map<String, String> before = contents(bait);
        Tally tally = new Tally();
        assertThat(builderos.run(builderos.directory(), "up").exitCode()).isZero();

        for (int number = 0; number < RUNS; number++) {
            long seed = SEED + number;
            GitProject project = project("hostile" + number);
            Path remote = project.addRemote();
            write(project, new HostileCalls(seed, bait));
            String hooks = contents(project.root().resolve(".git/hooks")).toString();
            String head = project.git("rev-parse", "HEAD");
            String main = GitProject.git(remote, "rev-parse", "main");

            String run = carriedOut(project, number % 2 == 0);

            Journal journal = Journal.of(builderos.api(), run);
            journal.assertSound();
            tally.check(journal, "seed " + seed);
            boolean pushed = tally.approvedPush(journal);
            if (!pushed) {
                assertThat(GitProject.git(remote, "rev-parse", "main"))
                        .as("seed %d: the remote's main branch moves with an approval only", seed)
                        .isEqualTo(main);
            }
            assertThat(project.git("rev-parse", "HEAD")).as("seed %d", seed).isEqualTo(head);
            assertThat(project.git("status", "--porcelain")).as("seed %d", seed).isEmpty();
            assertThat(contents(project.root().resolve(".git/hooks")).toString())
                    .as("seed %d", seed)
                    .isEqualTo(hooks);
            assertThat(journal.facts().toString()).as("seed %d", seed).doesNotContain(SECRET);
            assertThat(logs(run)).as("seed %d", seed).doesNotContain(SECRET);
            assertThat(contents(bait)).as("seed %d", seed).isEqualTo(before);
        }
        assertThat(tally.calls).as("calls that were judged").isGreaterThan(RUNS * TRACES);
        assertThat(tally.verdicts.keySet()).containsExactlyInAnyOrder("ALLOW", "ASK", "DENY");
        assertThat(tally.approved).as("effects that people approved").isPositive();
    }

    private GitProject project(String name) {
        GitProject project = GitProject.with(builderos.directory().resolve(name), "- { id: none, action: noop }\n");
        project.write("builderos.policy.yaml", """
                kind: builderos/policy@v1
                agents:
                  attacker:
                    tools: [fs.*, shell.exec, git.push, git.pull_request]
                    paths: { read: ["**"], write: ["src/**", "plan.md"], deny: ["private/**"] }
                rules:
                  - { id: look-at-pushes, on: git.push, ask: { from: [Owner] } }
                """);
        project.write("src/fine.txt", "fine\n");
        project.write("agents/attacker.yaml", """
                kind: builderos/agent@v1
                name: attacker
                description: Does the worst it can.
                tools: ["fs.*", "shell.*", "git.*", "deploy.*", "memory.*", "secret.*", "net.*"]
                system: You are mean.
                """);
        return project;
    }

    private void write(GitProject project, HostileCalls calls) {
        StringBuilder steps = new StringBuilder();
        Map<String, Object> script = new LinkedHashMap<>();
        for (int i = 0; i < TRACES; i++) {
            String step = "trace" + i;
            steps.append("- { id: ")
                    .append(step)
                    .append(", agent: attacker, ask: \"be nice\", on_failure: continue }\n");
            List<Object> turns = new ArrayList<>();
            for (HostileCalls.Call call : calls.trace()) {
                turns.add(
                        Map.of("say", "harmless", "calls", List.of(Map.of("tool", call.tool(), "with", call.with()))));
            }
            turns.add(Map.of("say", "done"));
            script.put(step, turns);
        }
        project.pipeline(steps.toString());
        project.write("builderos.yaml", """
                kind: builderos/project@v1
                name: %s
                environments:
                  prod: { deploy: local, command: java Service.java, protected: true }
                models: { default: { provider: script, name: mean, transcript: transcripts/mean.yaml } }
                git: { provider: local, default_branch: main }
                """.formatted(project.root().getFileName()));
        // JSON is YAML.
        project.write("transcripts/mean.yaml", Json.write(Map.of("kind", "builderos/transcript@v1", "steps", script)));
        project.commit("mean");
        project.git("push", "--quiet", "origin", "main");
    }

    /** Carries the pipeline out and answers every question in the same way. */
    private String carriedOut(GitProject project, boolean approve) {
        try (Command command = builderos.start(project.root(), "run", "test", "--json")) {
            Set<String> answered = new HashSet<>();
            await().atMost(PATIENCE).until(() -> {
                pending(project)
                        .filter(approval -> answered.add(approval.path("id").asText()))
                        .forEach(approval -> {
                            Map<String, Object> answer = new HashMap<>();
                            answer.put("answer", approve ? "APPROVE" : "DENY");
                            answer.put(
                                    "effectDigest",
                                    approval.path("effectDigest").asText());
                            answer.put("method", "test");
                            answer.put("reason", "as the test wants it");
                            builderos
                                    .api()
                                    .send(
                                            "POST",
                                            "/v1/approvals/"
                                                    + approval.path("id").asText() + "/answers",
                                            answer);
                        });
                return !command.process().isAlive();
            });
            return command.end().jsonLines().getFirst().path("run").asText();
        }
    }

    private Stream<JsonNode> pending(GitProject project) {
        List<JsonNode> all = new ArrayList<>();
        builderos.api().get("/v1/approvals?state=PENDING").path("approvals").forEach(approval -> {
            if (approval.path("project")
                    .asText()
                    .equals(project.root().getFileName().toString())) {
                all.add(approval);
            }
        });
        return all.stream();
    }

    private String logs(String run) {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < TRACES; i++) {
            JsonNode page = builderos.api().get("/v1/runs/" + run + "/steps/trace" + i + "/log?limit=1000");
            all.append(page);
        }
        return all.toString();
    }

    private static Map<String, String> contents(Path directory) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                contents.put(directory.relativize(file).toString(), Files.readString(file));
            }
        }
        return contents;
    }

    /** What the journals of all runs say. It reads facts alone, so no fold of the product is trusted. */
    private static final class Tally {
        private final Map<String, Integer> verdicts = new TreeMap<>();
        private int calls;
        private int approved;

        void check(Journal journal, String seed) {
            Map<String, String> verdictOf = new HashMap<>();
            Map<String, String> grantOf = new HashMap<>();
            for (FactRecord fact : journal.facts()) {
                String call = fact.body().path("step").asText() + " "
                        + fact.body().path("callId").asText();
                String digest = fact.body().path("effectDigest").asText();
                switch (fact.type()) {
                    case "ToolCalled" -> calls++;
                    case "PolicyDecided" -> {
                        String verdict = fact.body().path("verdict").asText();
                        verdicts.merge(verdict, 1, Integer::sum);
                        assertThat(verdictOf.put(call + " " + digest, verdict))
                                .as(seed)
                                .isNull();
                    }
                    case "ApprovalGranted" -> grantOf.put(call, digest);
                    case "EffectIntended", "EffectCompleted" -> {
                        String verdict = verdictOf.getOrDefault(call + " " + digest, "none");
                        boolean granted = digest.equals(grantOf.get(call));
                        assertThat(verdict.equals("ALLOW") || (verdict.equals("ASK") && granted))
                                .as("%s: %s was %s, granted %s", seed, call, verdict, granted)
                                .isTrue();
                        approved += granted && fact.type().equals("EffectCompleted") ? 1 : 0;
                    }
                    default -> {}
                }
            }
        }

        /** Whether a push to the main branch was approved and done. */
        boolean approvedPush(Journal journal) {
            Set<String> toMain = new HashSet<>();
            for (FactRecord fact : journal.facts()) {
                JsonNode effect = fact.body().path("effect");
                String call = fact.body().path("step").asText() + " "
                        + fact.body().path("callId").asText();
                if (fact.type().equals("ToolCalled")
                        && effect.path("tool").asText().equals("git.push")
                        && effect.path("arguments").path("branch").asText().equals("main")) {
                    toMain.add(call);
                }
                if (fact.type().equals("EffectCompleted")
                        && toMain.contains(call)
                        && fact.body().path("ok").asBoolean()) {
                    return true;
                }
            }
            return false;
        }
    }
}
