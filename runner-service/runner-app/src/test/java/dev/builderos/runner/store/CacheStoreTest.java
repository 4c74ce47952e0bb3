package dev.builderos.runner.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.ProjectId;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.StepId;
import dev.builderos.runner.engine.Fact;
import io.vertx.mutiny.sqlclient.Pool;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CacheStoreTest {
    private static final RunId RUN = new RunId("01900000-0000-7000-8000-000000000001");
    private static final CacheStore.Owner ACME = owner("acme", "plan");

    private final RunnerDatabase database = new RunnerDatabase();
    private final Pool pool = database.pool();
    private final CacheStore store = new CacheStore(pool);

    @AfterEach
    void empty() {
        pool.query("delete from runner.cache_entry").execute().await().atMost(RunnerDatabase.BOUND);
    }

    @AfterAll
    void stop() {
        database.close();
    }

    @Test
    void givesBackWhatWasKept() {
        keep(ACME, "key", 10);

        assertThat(store.use(ACME.org(), Digest.of("key")).await().atMost(RunnerDatabase.BOUND))
                .contains(entry("key", 10));
        assertThat(store.use(ACME.org(), Digest.of("other")).await().atMost(RunnerDatabase.BOUND))
                .isEmpty();
    }

    @Test
    void anOrgNeverSeesWhatAnotherHas() {
        keep(ACME, "key", 10);
        CacheStore.Owner other = owner("other", "plan");

        assertThat(store.use(other.org(), Digest.of("key")).await().atMost(RunnerDatabase.BOUND))
                .isEmpty();
        assertThat(store.newest(other).await().atMost(RunnerDatabase.BOUND)).isEmpty();
        store.forget(other.org(), Digest.of("key")).await().atMost(RunnerDatabase.BOUND);
        assertThat(store.evict(other.org(), 0).await().atMost(RunnerDatabase.BOUND))
                .isEmpty();
        keep(other, "key", 20);
        assertThat(store.use(ACME.org(), Digest.of("key")).await().atMost(RunnerDatabase.BOUND))
                .contains(entry("key", 10));
    }

    @Test
    void whatWasNotUsedForLongestGoesFirst() {
        keep(ACME, "first", 40);
        keep(ACME, "second", 40);
        keep(owner("other", "plan"), "theirs", 1_000);
        store.use(ACME.org(), Digest.of("first")).await().atMost(RunnerDatabase.BOUND);
        keep(ACME, "third", 40);

        List<CacheStore.Evicted> gone = store.evict(ACME.org(), 100).await().atMost(RunnerDatabase.BOUND);

        assertThat(gone).containsExactly(new CacheStore.Evicted(Digest.of("second"), "/repository"));
        assertThat(store.use(ACME.org(), Digest.of("first")).await().atMost(RunnerDatabase.BOUND))
                .isPresent();
        assertThat(store.evict(ACME.org(), 0).await().atMost(RunnerDatabase.BOUND))
                .hasSize(2);
    }

    @Test
    void tellsThePartsOfWhatWasKeptLastOfAStep() {
        keep(ACME, "first", 1);
        keep(owner("acme", "another"), "second", 1);

        assertThat(store.newest(ACME).await().atMost(RunnerDatabase.BOUND)).contains(Map.of("of", "first"));
        keep(ACME, "third", 1);
        assertThat(store.newest(ACME).await().atMost(RunnerDatabase.BOUND)).contains(Map.of("of", "third"));
    }

    private void keep(CacheStore.Owner owner, String key, long bytes) {
        store.keep(owner, Map.of("of", key), entry(key, bytes)).await().atMost(RunnerDatabase.BOUND);
    }

    private static CacheStore.Owner owner(String org, String step) {
        return new CacheStore.Owner(new OrgId(org), new ProjectId("hello"), "feature", new StepId(step));
    }

    private static CacheStore.Entry entry(String key, long bytes) {
        return new CacheStore.Entry(
                Digest.of(key),
                RUN,
                Map.of("exit", "0"),
                List.of(new Fact.StepSucceeded.Artifact("plan.md", Digest.of("plan"), 4)),
                "tree",
                "/repository",
                bytes);
    }
}
