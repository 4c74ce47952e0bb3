package dev.builderos.policy;

import dev.builderos.bus.BusRequests;
import dev.builderos.contracts.Digest;
import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.Requester;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.SourceFile;
import dev.builderos.contracts.StepId;
import dev.builderos.contracts.TimeOrderedId;
import dev.builderos.contracts.effect.Effect;
import dev.builderos.contracts.effect.RunSoFar;
import dev.builderos.contracts.policy.DecideEffect;
import dev.builderos.contracts.policy.PinPolicy;
import dev.builderos.contracts.policy.PolicyContracts;
import dev.builderos.testkit.EmbeddedPostgres;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/**
 * How long a decision takes through the service, committed, at 200 a second, whatever the earlier ones take. Not a test: run it
 * with {@code -Dtest=DecisionLoad}; it prints what it finds.
 */
@QuarkusTest
@QuarkusTestResource(
        value = EmbeddedPostgres.class,
        initArgs = @ResourceArg(name = EmbeddedPostgres.SERVICES, value = "policy"))
class DecisionLoad {
    private static final int A_SECOND = 200;
    private static final int SECONDS = 30;
    private static final int ROUNDS = 3;
    private static final int WARM_UP = 2_000;
    private static final int SMALLEST_ASKED = 1_000_000;
    private static final String POLICY = """
            kind: builderos/policy@v1
            agents:
              builder: { tools: [fs.*], paths: { read: ["**"], write: ["src/**"] } }
            rules:
              - { id: big, on: fs.write, when: effect.bytes >= 1000000, ask: { from: [Owner] } }
            """;

    @Inject
    BusRequests bus;

    private final Requester requester =
            new Requester(new OrgId("org-" + TimeOrderedId.next(Clock.systemUTC())), "local:owner", List.of("Owner"));
    private final RunId run = new RunId(TimeOrderedId.next(Clock.systemUTC()).toString());
    private final AtomicInteger failed = new AtomicInteger();

    @Test
    void measure() throws InterruptedException {
        Digest policy = bus.ask(
                        PolicyContracts.PIN_POLICY,
                        requester.org(),
                        "all",
                        new PinPolicy(requester, new SourceFile("builderos.policy.yaml", POLICY)))
                .await()
                .atMost(Duration.ofSeconds(10))
                .digest();
        load(policy, 0, WARM_UP);
        for (int round = 1; round <= ROUNDS; round++) {
            report("allowed, round " + round, load(policy, round * SMALLEST_ASKED / 10, A_SECOND * SECONDS));
        }
        report("asked", load(policy, SMALLEST_ASKED, A_SECOND * SECONDS));
    }

    private void report(String what, long[] took) {
        Arrays.sort(took);
        System.out.printf(
                "decisions at %d/s, %s: p50 %.2f ms, p99 %.2f ms, max %.2f ms, failed %d%n",
                A_SECOND,
                what,
                took[took.length / 2] / 1e6,
                took[took.length * 99 / 100] / 1e6,
                took[took.length - 1] / 1e6,
                failed.get());
    }

    private long[] load(Digest policy, int from, int count) throws InterruptedException {
        long[] took = new long[count];
        CountDownLatch over = new CountDownLatch(count);
        long start = System.nanoTime();
        for (int i = 0; i < count; i++) {
            int number = i;
            long due = start + number * (1_000_000_000L / A_SECOND);
            for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
                LockSupport.parkNanos(wait);
            }
            bus.ask(PolicyContracts.DECIDE_EFFECT, requester.org(), run.value(), command(policy, from + number))
                    .onItemOrFailure()
                    .invoke((decision, failure) -> {
                        took[number] = System.nanoTime() - due;
                        failed.addAndGet(failure == null ? 0 : 1);
                        over.countDown();
                    })
                    .subscribe()
                    .with(done -> {}, ignored -> {});
        }
        over.await();
        return took;
    }

    private DecideEffect command(Digest policy, int number) {
        return new DecideEffect(
                requester,
                run,
                new StepId("build"),
                "call-" + number,
                policy,
                new Effect("fs.write", "builder", null, Map.of("path", "src/" + number, "bytes", number)),
                Map.of("name", "hello", "defaultBranch", "main"),
                RunSoFar.NOTHING);
    }
}
