package dev.builderos.benchmarks.policy;

import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.Requester;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.StepId;
import dev.builderos.contracts.effect.Decision;
import dev.builderos.contracts.effect.Effect;
import dev.builderos.contracts.effect.RunSoFar;
import dev.builderos.formats.Parsed;
import dev.builderos.formats.SourceText;
import dev.builderos.policy.engine.CompiledPolicy;
import dev.builderos.policy.engine.PolicyContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * One decision under a policy with scopes and thirty rules, of which each effect concerns a few, bounded by the policy of an org.
 * Effects of six kinds take turns. The goal is 50 µs for 99 of 100.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
public class DecisionBenchmark {
    private static final String GRANTS = """
            kind: builderos/policy@v1
            agents:
              builder:
                tools: [fs.*, shell.exec, git.*, deploy.*]
                paths: { read: ["**"], write: ["src/**", "test/**", "docs/**/*.md"], deny: ["**/.env*", "**/secrets/**"] }
                limits: { calls: 1000, bytes: 50 MB }
            everyone: { paths: { deny: ["private/**"] } }
            environments: { prod: { tools: [deploy.*] } }
            rules:
            """;

    private final List<Effect> effects = List.of(
            effect("fs.read", null, Map.of("path", "src/main/java/com/example/service/Service.java")),
            effect("fs.write", null, Map.of("path", "src/main/java/com/example/Service.java", "bytes", 4_096)),
            effect("fs.write", null, Map.of("path", "config/secrets/key.pem", "bytes", 10)),
            effect("shell.exec", null, Map.of("command", "mvn -q verify", "sandbox", "bubblewrap")),
            effect("git.push", null, Map.of("branch", "feature/x")),
            effect("deploy.release", "prod", Map.of("app", "hello", "commit", "3f2a")));
    private final PolicyContext context = new PolicyContext(
            Map.of("defaultBranch", "main", "name", "hello"),
            new Requester(new OrgId("acme"), "local:owner", List.of("Owner")),
            new RunId("01890000-0000-7000-8000-000000000001"),
            new StepId("build"),
            new RunSoFar(List.of(), 17, 3, 20_000, 5));
    private @Nullable CompiledPolicy policy;
    private int next;

    @Setup
    public void compile() {
        List<String> tools = List.of("fs.write", "shell.exec", "git.push", "deploy.release", "*");
        List<String> rules = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            rules.add("  - { id: rule-" + i + ", on: \"" + tools.get(i % tools.size())
                    + "\", when: \"agent == 'builder' && has(effect.branch) && effect.branch == 'release/" + i
                    + "'\", ask: { from: [Owner] } }");
        }
        policy = switch (CompiledPolicy.compile(
                new SourceText("builderos.policy.yaml", GRANTS + String.join("\n", rules) + "\n"),
                new SourceText(
                        "org.policy.yaml",
                        "kind: builderos/policy@v1\neveryone: { paths: { deny: [\"**/*.pem\"] } }\n"))) {
            case Parsed.Ok<CompiledPolicy>(CompiledPolicy ready) -> ready;
            case Parsed.Invalid<CompiledPolicy>(var problems) -> throw new IllegalStateException(problems.toString());
        };
    }

    @Benchmark
    public Decision decide() {
        next = (next + 1) % effects.size();
        return Objects.requireNonNull(policy).decide(effects.get(next), context);
    }

    private static Effect effect(String tool, @Nullable String environment, Map<String, Object> arguments) {
        return new Effect(tool, "builder", environment, arguments);
    }
}
