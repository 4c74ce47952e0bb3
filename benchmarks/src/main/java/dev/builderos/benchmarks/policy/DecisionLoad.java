package dev.builderos.benchmarks.policy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.builderos.bus.Envelope;
import dev.builderos.bus.Redelivery;
import dev.builderos.bus.Reply;
import dev.builderos.bus.Transport;
import dev.builderos.bus.nats.NatsSettings;
import dev.builderos.bus.nats.NatsTransport;
import dev.builderos.contracts.Contract;
import dev.builderos.contracts.ContractException;
import dev.builderos.contracts.ContractJson;
import dev.builderos.contracts.Digest;
import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.Requester;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.SourceFile;
import dev.builderos.contracts.StepId;
import dev.builderos.contracts.TimeOrderedId;
import dev.builderos.contracts.effect.Effect;
import dev.builderos.contracts.policy.DecideEffect;
import dev.builderos.contracts.policy.PinPolicy;
import dev.builderos.contracts.policy.PolicyContracts;
import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Asks the policy service of a cluster for decisions at a steady rate, over NATS and as a runner does: each is recorded before it is
 * answered. One of five is a denial, which goes into the audit log as well. Times count from when a question was due.
 *
 * <pre>
 * java -cp benchmarks/target/benchmarks-all.jar dev.builderos.benchmarks.policy.DecisionLoad HOME RATE SECONDS
 * </pre>
 *
 * HOME is that of a cluster of {@code ./builderos cluster up}. Measured five times after one to warm up; a question that is not
 * answered ends the program.
 */
public final class DecisionLoad {
    private static final OrgId ORG = new OrgId("local");
    private static final Requester REQUESTER = new Requester(ORG, "local:owner", List.of("Owner"));
    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final Clock CLOCK = Clock.systemUTC();
    private static final int ROUNDS = 5;
    private static final int CALLS_OF_A_RUN = 100;

    private static final String POLICY = """
            kind: builderos/policy@v1
            agents:
              builder:
                tools: [fs.*, shell.exec, git.*]
                paths: { read: ["**"], write: ["src/**", "test/**"], deny: ["**/.env*", "**/secrets/**"] }
            rules:
              - { id: main, on: git.push, when: "effect.branch == project.defaultBranch", ask: { from: [Owner] } }
            """;

    private static final List<Effect> EFFECTS = List.of(
            effect("fs.read", Map.of("path", "src/main/java/com/example/Service.java")),
            effect("fs.write", Map.of("path", "src/main/java/com/example/Service.java", "bytes", 4_096)),
            effect("fs.read", Map.of("path", "README.md")),
            effect("git.push", Map.of("branch", "feature/x")),
            effect("fs.write", Map.of("path", "config/secrets/key.pem", "bytes", 10)));

    private final Transport bus;
    private final Digest policy;

    private DecisionLoad(Transport bus) {
        this.bus = bus;
        this.policy = ask(
                        PolicyContracts.PIN_POLICY,
                        new PinPolicy(REQUESTER, new SourceFile("builderos.policy.yaml", POLICY)))
                .join()
                .digest();
    }

    /** The arguments are those above. */
    public static void main(String... arguments) throws IOException {
        int rate = Integer.parseInt(arguments[1]);
        int seconds = Integer.parseInt(arguments[2]);
        try (Transport bus = runner(Path.of(arguments[0]).resolve("cluster"))) {
            DecisionLoad load = new DecisionLoad(bus);
            for (int round = 0; round <= ROUNDS; round++) {
                System.out.println((round == 0 ? "warm-up  " : "round " + round + "  ") + load.round(rate, seconds));
            }
        }
        System.exit(0); // the threads of Mutiny go on otherwise
    }

    /** The bus as a runner of this cluster has it. */
    private static Transport runner(Path cluster) throws IOException {
        JsonNode known = ContractJson.read(Files.readAllBytes(cluster.resolve("cluster.json")), JsonNode.class);
        NatsSettings settings = new NatsSettings(
                "nats://127.0.0.1:" + known.path("ports").path("nats").asInt(),
                "runner",
                Set.of(),
                Optional.of("runner"),
                Optional.of(
                        Files.readString(cluster.resolve("bus-password-runner")).strip()),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                1,
                NatsSettings.PATIENCE);
        return NatsTransport.connecting(
                settings, (consumer, message, attempts, why) -> Uni.createFrom().failure(why), Redelivery.STANDARD);
    }

    private String round(int rate, int seconds) {
        int many = rate * seconds;
        long[] nanos = new long[many];
        CompletableFuture<?>[] answers = new CompletableFuture<?>[many];
        long begin = System.nanoTime();
        RunId run = newRun();
        for (int i = 0; i < many; i++) {
            if (i % CALLS_OF_A_RUN == 0) {
                run = newRun();
            }
            long due = begin + i * TimeUnit.SECONDS.toNanos(1) / rate;
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            int call = i;
            answers[i] = ask(PolicyContracts.DECIDE_EFFECT, question(run, i))
                    .thenRun(() -> nanos[call] = System.nanoTime() - due);
        }
        CompletableFuture.allOf(answers).join();
        Arrays.sort(nanos);
        return "%d decisions at %d/s: p50 %.2f ms, p95 %.2f ms, p99 %.2f ms, longest %.2f ms"
                .formatted(
                        many,
                        rate,
                        nanos[many / 2] / 1e6,
                        nanos[many * 95 / 100] / 1e6,
                        nanos[many * 99 / 100] / 1e6,
                        nanos[many - 1] / 1e6);
    }

    private DecideEffect question(RunId run, int call) {
        return new DecideEffect(
                REQUESTER,
                run,
                new StepId("build"),
                "call-" + call,
                policy,
                EFFECTS.get(call % EFFECTS.size()),
                Map.of("name", "hello", "defaultBranch", "main"),
                null);
    }

    private <T, R> CompletableFuture<R> ask(Contract.Request<T, R> contract, T question) {
        return bus.request(Envelope.of(contract, ORG, "all", question, CLOCK), DEADLINE)
                .map(reply -> switch (reply) {
                    case Reply.Answer answer -> ContractJson.read(answer.body(), contract.reply());
                    case Reply.Refusal(var error) -> throw new ContractException(error);
                })
                .subscribeAsCompletionStage();
    }

    private static RunId newRun() {
        return new RunId(TimeOrderedId.next(CLOCK).toString());
    }

    private static Effect effect(String tool, Map<String, Object> arguments) {
        return new Effect(tool, "builder", null, arguments);
    }
}
