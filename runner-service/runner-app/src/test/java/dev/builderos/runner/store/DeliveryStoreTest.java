package dev.builderos.runner.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.builderos.bus.Envelope;
import dev.builderos.contracts.Digest;
import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.ProjectId;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.TimeOrderedId;
import dev.builderos.contracts.policy.AuditContracts;
import dev.builderos.contracts.policy.RecordAct;
import dev.builderos.contracts.runner.hook.DeliveryView;
import dev.builderos.contracts.runner.hook.HookProvider;
import dev.builderos.contracts.runner.hook.HookView;
import dev.builderos.contracts.runner.hook.PipelineOutcome;
import dev.builderos.contracts.runner.hook.PipelineVerdict;
import dev.builderos.runner.store.DeliveryStore.StoredDelivery;
import dev.builderos.runner.store.HookStore.StoredHook;
import io.smallrye.mutiny.Uni;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeliveryStoreTest {
    private static final OrgId ORG = new OrgId("local");
    private static final String HOOK = "hk_one";
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final Duration BOUND = Duration.ofSeconds(20);
    private static RunnerDatabase database;

    private DeliveryStore deliveries;
    private HookStore hooks;

    @BeforeAll
    static void startDatabase() {
        database = new RunnerDatabase();
    }

    @AfterAll
    static void stopDatabase() {
        database.close();
    }

    @BeforeEach
    void begin() {
        database.change("delete from runner.delivery");
        database.change("delete from runner.hook");
        database.change("delete from runner.outbox");
        deliveries = new DeliveryStore(database.pool());
        hooks = new HookStore(database.pool());
    }

    @Test
    void keepsADeliveryAsItWas() {
        StoredDelivery delivery = delivery("one", "body", 0, NOW);

        assertThat(kept(delivery, "body")).isTrue();

        StoredDelivery found =
                get(deliveries.received(ORG, HOOK, "one", Digest.of("body"))).orElseThrow();
        assertThat(found).isEqualTo(delivery);
        assertThat(get(deliveries.find(
                        ORG, HOOK, UUID.fromString(delivery.view().id()))))
                .contains(delivery);
        assertThat(get(deliveries.body(ORG, UUID.fromString(delivery.view().id())))
                        .orElseThrow())
                .isEqualTo(bytes("body"));
    }

    @Test
    void ofFiftyAtOnceOneIsKept() {
        List<CompletableFuture<Boolean>> tries = IntStream.range(0, 50)
                .mapToObj(each -> deliveries
                        .keep(delivery("one", "body", 0, NOW), true, bytes("body"))
                        .subscribeAsCompletionStage())
                .toList();

        assertThat(tries.stream().filter(CompletableFuture::join)).hasSize(1);
        assertThat(database.ask("select count(*) from runner.delivery")).containsExactly("1");
    }

    @Test
    void theSameBodyUnderAnotherIdIsTheSameWhereIdsAreNotSigned() {
        assertThat(kept(delivery("one", "body", 0, NOW), "body")).isTrue();

        assertThat(get(deliveries.keep(delivery("two", "body", 0, NOW), true, bytes("body"))))
                .isFalse();
        assertThat(get(deliveries.received(ORG, HOOK, "two", Digest.of("body")))
                        .orElseThrow()
                        .view()
                        .deliveryId())
                .isEqualTo("one");
    }

    @Test
    void theSameBodyUnderAnotherIdIsAnotherWhereIdsAreSigned() {
        assertThat(get(deliveries.keep(delivery("one", "body", 0, NOW), false, bytes("body"))))
                .isTrue();

        assertThat(get(deliveries.received(ORG, HOOK, "two", Digest.of("body"))))
                .isEmpty();
        assertThat(get(deliveries.keep(delivery("two", "body", 0, NOW), false, bytes("body"))))
                .isTrue();
    }

    @Test
    void anotherEndpointHasDeliveriesOfItsOwn() {
        kept(delivery("one", "body", 0, NOW), "body");

        assertThat(get(deliveries.received(ORG, "hk_two", "one", Digest.of("body"))))
                .isEmpty();
        assertThat(get(deliveries.list(ORG, "hk_two", null, 10))).isEmpty();
        assertThat(get(deliveries.list(new OrgId("other"), HOOK, null, 10))).isEmpty();
    }

    @Test
    void aDeliveryByHandIsOneMoreOfTheSameId() {
        kept(delivery("one", "body", 0, NOW), "body");

        assertThat(get(deliveries.nextAttempt(ORG, HOOK, "one"))).isEqualTo(1);
        assertThat(get(deliveries.keep(delivery("one", "body", 1, NOW), false, bytes("body"))))
                .isTrue();
        assertThat(get(deliveries.keep(delivery("one", "body", 1, NOW), false, bytes("body"))))
                .isFalse();
        assertThat(get(deliveries.nextAttempt(ORG, HOOK, "one"))).isEqualTo(2);
    }

    @Test
    void whatIsSettledStaysAsItIs() {
        StoredDelivery delivery = delivery("one", "body", 0, NOW);
        kept(delivery, "body");
        RunId run = new RunId(TimeOrderedId.next(Clock.systemUTC()).toString());
        List<PipelineVerdict> started =
                List.of(new PipelineVerdict("ship/a.yaml", PipelineOutcome.STARTED, "it is for issues", run));

        get(deliveries.settle(List.of(delivery.with(started, true))));
        get(deliveries.settle(List.of(delivery.with(List.of(), false))));

        StoredDelivery found =
                get(deliveries.received(ORG, HOOK, "one", Digest.of("body"))).orElseThrow();
        assertThat(found.settled()).isTrue();
        assertThat(found.view().verdicts()).isEqualTo(started);
    }

    @Test
    void whatSomebodyLeftIsTakenByOneOfThose() {
        StoredDelivery left = delivery("one", "body", 0, NOW);
        kept(left, "body");
        kept(delivery("two", "another", 0, NOW), "another");
        database.change(
                "update runner.delivery set tried_at = now() - interval '31 seconds' where delivery_id = 'one'");

        assertThat(get(deliveries.unsettled(Duration.ofSeconds(30), 10))).containsExactly(left);
        assertThat(get(deliveries.unsettled(Duration.ofSeconds(30), 10))).isEmpty();
    }

    @Test
    void removesWhatIsOldAndSettledOnly() {
        kept(delivery("old", "a", 0, NOW.minus(Duration.ofDays(36))), "a");
        kept(delivery("open", "b", 0, NOW.minus(Duration.ofDays(36))), "b");
        kept(delivery("young", "c", 0, NOW.minus(Duration.ofDays(34))), "c");
        database.change("update runner.delivery set settled = delivery_id <> 'open'");

        assertThat(get(deliveries.remove(NOW.minus(Duration.ofDays(35)), 10))).isEqualTo(1);
        assertThat(database.ask("select delivery_id from runner.delivery order by 1"))
                .containsExactly("open", "young");
    }

    @Test
    void countsOtherBodiesUnderItsId() {
        StoredDelivery delivery = delivery("one", "body", 0, NOW);
        kept(delivery, "body");

        get(deliveries.conflict(ORG, delivery.view().id()));

        assertThat(get(deliveries.list(ORG, HOOK, null, 10)).getFirst().conflicts())
                .isEqualTo(1);
    }

    @Test
    void listsPagesNewestFirst() {
        List<StoredDelivery> all = IntStream.range(0, 5)
                .mapToObj(i -> delivery("d" + i, "b" + i, 0, NOW))
                .toList();
        all.forEach(each -> kept(each, each.view().deliveryId()));

        List<DeliveryView> newest = get(deliveries.list(ORG, HOOK, null, 2));

        assertThat(newest).extracting(DeliveryView::id).isSortedAccordingTo((a, b) -> b.compareTo(a));
        assertThat(get(deliveries.list(
                        ORG, HOOK, UUID.fromString(newest.getLast().id()), 10)))
                .hasSize(3);
    }

    // ---- endpoints

    @Test
    void rotatingKeepsTheSecretBeforeAndNoneBeforeThat() {
        get(hooks.add(hook("hk_a", "first"), told("added")));

        StoredHook second = get(hooks.rotate(ORG, "hk_a", "second", NOW, NOW.plusSeconds(60), told("rotated")))
                .orElseThrow();
        StoredHook third = get(hooks.rotate(ORG, "hk_a", "third", NOW, NOW.plusSeconds(90), told("rotated again")))
                .orElseThrow();

        assertThat(second.secret() + second.oldSecret()).isEqualTo("secondfirst");
        assertThat(third.secret() + third.oldSecret()).isEqualTo("thirdsecond");
        assertThat(get(hooks.find("hk_a"))).contains(third);
        assertThat(third.view().oldSecretUntil()).isEqualTo(NOW.plusSeconds(90));
        assertThat(third.toString()).doesNotContain("third");
    }

    @Test
    void anotherOrgChangesNothing() {
        get(hooks.add(hook("hk_a", "first"), told("added")));
        OrgId other = new OrgId("other");

        assertThat(get(hooks.rotate(other, "hk_a", "theirs", NOW, NOW, told("theirs"))))
                .isEmpty();
        assertThat(get(hooks.remove(other, "hk_a", told("theirs")))).isEmpty();
        assertThat(get(hooks.list(other, null))).isEmpty();
        assertThat(get(hooks.list(ORG, new ProjectId("hello")))).hasSize(1);
        assertThat(get(hooks.remove(ORG, "hk_a", told("removed")))).isPresent();
        assertThat(get(hooks.find("hk_a"))).isEmpty();
    }

    @Test
    void whatWasDoneIsToldOnceItIsDone() {
        get(hooks.add(hook("hk_a", "first"), told("added")));
        get(hooks.rotate(new OrgId("other"), "hk_a", "theirs", NOW, NOW, told("theirs")));
        get(hooks.remove(ORG, "hk_a", told("removed")));

        List<String> acts = get(database.pool()
                .query("select convert_from(body, 'UTF8')::json ->> 'act' from runner.outbox order by id")
                .execute()
                .map(rows -> {
                    List<String> found = new ArrayList<>();
                    rows.forEach(row -> found.add(row.getString(0)));
                    return found;
                }));
        assertThat(acts).containsExactly("added", "removed");
    }

    private static Envelope told(String act) {
        return Envelope.of(
                AuditContracts.RECORD_ACT,
                ORG,
                "all",
                new RecordAct(ORG, "webhook", "local:owner", act, act, NOW, Map.of()),
                Clock.systemUTC());
    }

    private static StoredHook hook(String id, String secret) {
        return new StoredHook(
                ORG,
                new HookView(id, new ProjectId("hello"), HookProvider.GITHUB, "local:owner", NOW, null, null),
                secret,
                null);
    }

    private boolean kept(StoredDelivery delivery, String body) {
        return get(deliveries.keep(delivery, true, bytes(body)));
    }

    private static StoredDelivery delivery(String id, String body, int attempt, Instant at) {
        return new StoredDelivery(
                ORG,
                new DeliveryView(
                        TimeOrderedId.next(Clock.systemUTC()).toString(),
                        HOOK,
                        new ProjectId("hello"),
                        id,
                        attempt,
                        "issues.labeled",
                        Digest.of(body),
                        body.length(),
                        at,
                        Digest.of("snapshot"),
                        0,
                        List.of(new PipelineVerdict("ship/a.yaml", PipelineOutcome.STARTS, "it is for issues", null))),
                Map.of("ship/a.yaml", Map.of("task", "add a page")),
                false);
    }

    private static <T> T get(Uni<T> asked) {
        return asked.await().atMost(BOUND);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
