package dev.builderos.runner.usecase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.ProjectId;
import dev.builderos.contracts.TimeOrderedId;
import dev.builderos.contracts.runner.hook.DeliveryView;
import dev.builderos.runner.store.DeliveryStore;
import dev.builderos.runner.store.DeliveryStore.StoredDelivery;
import dev.builderos.runner.store.RunnerDatabase;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Nobody waits for what came of a delivery to be written, and it is written all the same. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SettlementsTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    private final RunnerDatabase database = new RunnerDatabase();
    private final DeliveryStore store = new DeliveryStore(database.pool());
    private final ScheduledExecutorService timer = Settlements.timer();
    private final Settlements settlements = new Settlements(store, timer);

    @BeforeEach
    void begin() {
        database.change("delete from runner.delivery");
    }

    @AfterAll
    void end() {
        timer.shutdownNow();
        database.close();
    }

    @Test
    void writesWhatCameOfDeliveriesOfAnyOrgSoon() {
        StoredDelivery ours = kept("team", "one");
        StoredDelivery theirs = kept("others", "one");

        settlements.add(ours.with(List.of(), true));
        settlements.add(theirs.with(List.of(), true));

        await().atMost(LONG).until(() -> unsettled() == 0);
    }

    @Test
    void writesMoreThanGoIntoOneStatement() {
        List<StoredDelivery> many =
                IntStream.range(0, 1_201).mapToObj(i -> kept("team", "d" + i)).toList();

        many.forEach(each -> settlements.add(each.with(List.of(), true)));

        await().atMost(LONG).until(() -> unsettled() == 0);
    }

    @Test
    void goesOnAfterAStatementThatFailed() {
        StoredDelivery first = kept("team", "first");
        StoredDelivery second = kept("team", "second");
        database.change("alter table runner.delivery rename to delivery_away");
        try {
            settlements.add(first.with(List.of(), true));
            settlements.write();
        } finally {
            database.change("alter table runner.delivery_away rename to delivery");
        }

        settlements.add(second.with(List.of(), true));

        await().atMost(LONG).until(() -> unsettled() == 1);
        assertThat(database.ask("select delivery_id from runner.delivery where not settled"))
                .containsExactly("first");
    }

    @Test
    void whatComesAfterTheEndIsLeftToTheSweep() {
        StoredDelivery late = kept("team", "late");
        ScheduledExecutorService over = Settlements.timer();
        over.shutdownNow();

        new Settlements(store, over).add(late.with(List.of(), true));

        assertThat(unsettled()).isEqualTo(1);
    }

    private long unsettled() {
        return Long.parseLong(database.ask("select count(*) from runner.delivery where not settled")
                .getFirst());
    }

    private StoredDelivery kept(String org, String deliveryId) {
        StoredDelivery delivery = new StoredDelivery(
                new OrgId(org),
                new DeliveryView(
                        TimeOrderedId.next(Clock.systemUTC()).toString(),
                        "hk_" + org,
                        new ProjectId("hello"),
                        deliveryId,
                        0,
                        "issues.labeled",
                        Digest.of(deliveryId),
                        4,
                        Clock.systemUTC().instant(),
                        null,
                        0,
                        List.of()),
                Map.of(),
                false);
        assertThat(store.keep(delivery, false, null).await().atMost(LONG)).isTrue();
        return delivery;
    }
}
