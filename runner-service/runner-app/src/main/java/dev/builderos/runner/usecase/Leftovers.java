package dev.builderos.runner.usecase;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.OrgId;
import dev.builderos.runner.store.BlobStore;
import dev.builderos.runner.store.BlobStore.Age;
import dev.builderos.runner.store.IncomingStore;
import dev.builderos.runner.store.LogStore;
import dev.builderos.runner.store.Tombstones;
import dev.builderos.runner.store.Tombstones.Leftover;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Removes content and plans that only deleted runs named, and content that was sent for a run that never came. What others name, in a journal or in the index of a log, stays. What
 * was kept a short while ago stays too, until the fact that may name it had time to be committed. Blocking.
 */
@ApplicationScoped
class Leftovers {
    private static final Logger LOG = Logger.getLogger(Leftovers.class);

    /** From keeping content to the commit of the fact that names it, by far. */
    static final Duration SETTLING = Duration.ofHours(1);

    private static final int RUNS_AT_ONCE = 100;
    private static final int CONTENTS_AT_ONCE = 5_000;
    private static final Duration BOUND = Duration.ofSeconds(20);
    private static final Duration ALL_JOURNALS = Duration.ofMinutes(10);

    private final Tombstones tombstones;
    private final BlobStore blobs;
    private final LogStore logs;
    private final IncomingStore incoming;
    private final Clock clock;

    Leftovers(Tombstones tombstones, BlobStore blobs, LogStore logs, IncomingStore incoming, Clock clock) {
        this.tombstones = tombstones;
        this.incoming = incoming;
        this.blobs = blobs;
        this.logs = logs;
        this.clock = clock;
    }

    /** Looks at what the runs deleted longest ago left, so many at once; done again it finds what it did not finish. */
    void sweep() {
        Instant settled = clock.instant().minus(SETTLING);
        List<Leftover> found = tombstones.leftovers(RUNS_AT_ONCE).await().atMost(BOUND);
        List<Digest> named =
                found.stream().flatMap(leftover -> leftover.digests().stream()).toList();
        Map<Digest, Age> plans = tombstones.plans(named, SETTLING).await().atMost(BOUND);
        Map<OrgId, Set<Digest>> old = new HashMap<>();
        List<Leftover> left = new ArrayList<>();
        for (Leftover leftover : found) {
            logs.remove(leftover.run());
            List<Digest> young = new ArrayList<>();
            for (Digest digest : leftover.digests()) {
                Set<Age> ages =
                        EnumSet.of(blobs.age(leftover.org(), digest, settled), plans.getOrDefault(digest, Age.ABSENT));
                if (ages.contains(Age.YOUNG)) {
                    young.add(digest);
                } else if (ages.contains(Age.SETTLED)) {
                    old.computeIfAbsent(leftover.org(), org -> new HashSet<>()).add(digest);
                }
            }
            left.add(new Leftover(leftover.org(), leftover.run(), young));
        }
        old.forEach((org, digests) -> remove(org, digests, settled));
        left.stream()
                .filter(leftover -> !found.contains(leftover))
                .forEach(leftover -> tombstones.settle(leftover).await().atMost(BOUND));
    }

    /** Looks at what was sent long ago, so many at once: what no run names that was brought since goes again. */
    void sweepIncoming() {
        Instant settled = clock.instant().minus(SETTLING);
        incoming.late(CONTENTS_AT_ONCE).await().atMost(BOUND).forEach((org, digests) -> {
            remove(org, digests, settled);
            incoming.settle(org, digests).await().atMost(BOUND);
        });
    }

    private void remove(OrgId org, Set<Digest> old, Instant settled) {
        Set<Digest> unnamed = new HashSet<>(old);
        unnamed.removeAll(logs.segments());
        Map<Digest, Set<OrgId>> named = tombstones.named(unnamed).await().atMost(ALL_JOURNALS);
        Set<Digest> plansToGo = new HashSet<>(unnamed);
        plansToGo.removeAll(named.keySet());
        int plans = tombstones.removePlans(plansToGo, SETTLING).await().atMost(BOUND);
        unnamed.removeIf(digest -> named.getOrDefault(digest, Set.of()).contains(org));
        unnamed.removeAll(incoming.expected(org, unnamed).await().atMost(BOUND));
        long removed = unnamed.stream()
                .filter(digest -> blobs.removeSettled(org, digest, settled))
                .count();
        LOG.infof(
                "content that no run names removed org=%s blobs=%d plans=%d stillNamed=%d",
                org, removed, plans, old.size() - unnamed.size());
    }
}
