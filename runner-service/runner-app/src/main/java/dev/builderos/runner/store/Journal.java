package dev.builderos.runner.store;

import dev.builderos.bus.Envelope;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.journal.FactRecord;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Appends facts. Commits of many runs that arrive while transactions are under way go into the next one together: durability costs
 * one fsync per batch, and a lone commit waits for nothing. Two transactions may be under way, of different runs: so the database
 * writes one while what comes of the other is carried out, and whoever comes just after one has begun does not wait for its end.
 *
 * <p>A commit succeeds only if its run is still at the sequence and epoch it follows; otherwise, and after any failure of the
 * database, its future fails with {@link CommitRefused}, and the caller must read the run again: the facts may or may not be
 * there.
 *
 * <p>The first commit of a run that belongs to a concurrency group takes the group, unless the run is queued in it; it is refused
 * when another run has the group or waits for it. The commit that ends a run gives its group back.
 *
 * <p>What models were paid is added to what the project paid on that day ({@link SpentStore}) by the commit that says so.
 */
public final class Journal {
    /** Facts of one transaction; one bigger commit still goes alone. */
    static final int BATCH_FACTS = 2_000;

    /** Transactions at a time; as many connections does its pool have. */
    private static final int UNDER_WAY = 2;

    /** Fewer than so many wait for the transaction under way, and go into the next one together, which costs the database less. */
    private static final int WORTH_ANOTHER = 4;

    /** Commits that may wait; beyond that new ones are refused at once. */
    static final int QUEUE = 20_000;

    /** Receipts that go with a transaction beside one for each commit in it; it takes about a millisecond longer for them. */
    private static final int RECEIPTS_BESIDE = 10;

    private static final int KNOWN_PLANS = 1_000;

    private static final Logger LOG = Logger.getLogger(Journal.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    /** {@code (… in …) is true} keeps the planner from a join: it looks each row up in a hash of the accepted runs. */
    private static final String WRITE = """
            with entries as (
              select * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
                                   $8::text[], $9::bigint[], $10::bigint[], $11::bigint[], $12::boolean[],
                                   $13::timestamptz[], $14::timestamptz[], $35::text[], $36::smallint[], $37::boolean[],
                                   $38::uuid[], $39::uuid[])
                as e (id, org, project, idempotency_key, pipeline, requested_by, plan, state, epoch, after, up_to,
                      closed, admitted_at, ended_at, run_group, priority, cancels_earlier, fork_of, replay_of)),
            plans as (
              insert into runner.plan (digest, body)
              select distinct on (digest) digest, body from unnest($15::text[], $16::text[]) as p (digest, body)
              on conflict do nothing),
            born as (
              insert into runner.run (id, org, project, idempotency_key, pipeline, requested_by, plan, state, seq, closed,
                                      admitted_at, ended_at, owner, epoch, lease_expires_at, run_group, priority,
                                      cancels_earlier, group_turn, group_held, fork_of, replay_of)
              select id, org, project, idempotency_key, pipeline, requested_by, plan, state, up_to, closed,
                     admitted_at, ended_at, $17, epoch, now() + $18 * interval '1 millisecond', run_group, priority,
                     cancels_earlier, case when run_group is not null then nextval('runner.group_turn') end,
                     run_group is not null and state <> 'QUEUED', fork_of, replay_of
              from entries e
              where after = 0
                and (e.run_group is null or e.state = 'QUEUED' or not exists (
                  select from runner.run w
                  where w.org = e.org and w.project = e.project and w.run_group = e.run_group and not w.closed
                    and w.state = 'QUEUED' and w.quarantined is null))
              on conflict do nothing
              returning id),
            advanced as (
              update runner.run r set seq = e.up_to, state = e.state, closed = e.closed, ended_at = e.ended_at,
                run_group = e.run_group, priority = e.priority, cancels_earlier = e.cancels_earlier,
                group_turn = case when e.run_group is not null and r.ended_at is not null and e.ended_at is null
                                  then nextval('runner.group_turn') else r.group_turn end,
                group_held = r.group_held and e.ended_at is null and e.run_group is not distinct from r.run_group
              from entries e
              where e.after > 0 and r.id = e.id and r.epoch = e.epoch and r.seq = e.after
              returning r.id),
            accepted as (select id from born union all select id from advanced),
            appended as (
              insert into runner.fact (run_id, seq, epoch, at, type, body, prev, hash)
              select f.* from unnest($19::uuid[], $20::bigint[], $21::bigint[], $22::timestamptz[], $23::text[],
                                     $24::text[], $25::text[], $26::text[])
                as f (run_id, seq, epoch, at, type, body, prev, hash)
              where (f.run_id in (select id from accepted)) is true),
            told as (
              insert into runner.outbox (ce_id, ce_type, subject, body)
              select m.ce_id, m.ce_type, m.subject, convert_to(m.body, 'UTF8')
              from unnest($27::uuid[], $28::uuid[], $29::text[], $30::text[], $31::text[])
                as m (run_id, ce_id, ce_type, subject, body)
              where (m.run_id in (select id from accepted)) is true),
            sealed as (
              insert into runner.receipt (run_id, seq, envelope)
              select r.* from unnest($32::uuid[], $33::bigint[], $34::text[]) as r (run_id, seq, envelope)
              where (r.run_id in (select id from accepted)) is true)""";

    private static final String ACCEPTED = """

            select id from accepted
            """;

    private static final String APPEND = WRITE + ACCEPTED;

    /** In the order of the key, so that two runners that add to the same days wait for each other and never in a circle. */
    private static final String APPEND_PAID = WRITE + """
            ,
            paid as (
              insert into runner.spent as s (org, project, day, currency, amount)
              select p.org, p.project, p.day, p.currency, sum(p.amount)
              from unnest($40::uuid[], $41::text[], $42::text[], $43::date[], $44::text[], $45::numeric[])
                as p (run_id, org, project, day, currency, amount)
              where (p.run_id in (select id from accepted)) is true
              group by p.org, p.project, p.day, p.currency
              order by p.org, p.project, p.day, p.currency
              on conflict (org, project, day, currency) do update set amount = s.amount + excluded.amount)""" + ACCEPTED;

    private final Pool pool;
    private final String owner;
    private final Duration lease;
    private final Runnable committed;
    private final Queue<Pending> queue = new ArrayDeque<>();
    /** Receipts. They are big and nobody waits for them, so a few go along with what runs wait for. */
    private final Queue<Pending> receipts = new ArrayDeque<>();

    /** The runs of each transaction that is under way. */
    private final List<Set<RunId>> underWay = new ArrayList<>();

    /** Digests of plans that a committed batch has stored; bounded, guarded by itself. */
    private final Map<String, Boolean> storedPlans = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > KNOWN_PLANS;
        }
    };

    private record Pending(RunCommit commit, CompletableFuture<Void> done) {}

    private record Batch(List<Pending> commits, Set<RunId> runs) {}

    /** Makes the journal of one runner; {@code committed} is called after each transaction that left messages. */
    public Journal(Pool pool, String owner, Duration lease, Runnable committed) {
        this.pool = pool;
        this.owner = owner;
        this.lease = lease;
        this.committed = committed;
    }

    /** Commits; calls for one run must be made in the order of its facts, and may be made without waiting. */
    public CompletableFuture<Void> commit(RunCommit commit) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        synchronized (this) {
            if (queue.size() + receipts.size() >= QUEUE) {
                done.completeExceptionally(new CommitRefused("the journal has " + QUEUE + " commits waiting", null));
                return done;
            }
            (commit.receipt() == null ? queue : receipts).add(new Pending(commit, done));
        }
        writeNext();
        return done;
    }

    /** Waits until no commit is under way, at most this long; for work that gives way to runs. */
    public synchronized void awaitQuiet(Duration atMost) throws InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        for (long left = atMost.toMillis(); !quiet() && left > 0; left = (end - System.nanoTime()) / 1_000_000) {
            wait(left);
        }
    }

    private synchronized boolean quiet() {
        return underWay.isEmpty() && queue.isEmpty() && receipts.isEmpty();
    }

    private void writeNext() {
        Batch batch = begin();
        if (batch != null) {
            append(batch.commits().stream().map(Pending::commit).toList())
                    .subscribe()
                    .with(rows -> settle(batch, rows), failure -> failed(batch, failure));
        }
    }

    /** The next batch, which is under way from now on; null where there is none, or where it has to wait. */
    private synchronized @Nullable Batch begin() {
        if (underWay.size() >= UNDER_WAY || (!underWay.isEmpty() && queue.size() < WORTH_ANOTHER)) {
            return null;
        }
        List<Pending> commits = new ArrayList<>();
        Set<RunId> runs = new HashSet<>();
        int facts = 0;
        while (!queue.isEmpty()) {
            RunCommit next = queue.element().commit();
            boolean full = !commits.isEmpty() && facts + next.facts().size() > BATCH_FACTS;
            if (full || !add(next.runId(), runs)) {
                break;
            }
            facts += next.facts().size();
            commits.add(queue.remove());
        }
        for (int i = commits.size() + RECEIPTS_BESIDE; i > 0 && !receipts.isEmpty(); i--) {
            if (!add(receipts.element().commit().runId(), runs)) {
                break;
            }
            commits.add(receipts.remove());
        }
        if (commits.isEmpty()) {
            return null;
        }
        underWay.add(runs);
        return new Batch(commits, runs);
    }

    /** What a run wrote before has to be there before it writes again. */
    private boolean add(RunId run, Set<RunId> runs) {
        return underWay.stream().noneMatch(busy -> busy.contains(run)) && runs.add(run);
    }

    /** What waits goes on; carrying out what comes of this batch is not waited for. */
    private void end(Batch batch) {
        synchronized (this) {
            underWay.remove(batch.runs());
            if (quiet()) {
                notifyAll();
            }
        }
        writeNext();
    }

    private void settle(Batch batch, RowSet<Row> rows) {
        Set<String> accepted = new HashSet<>();
        for (Row row : rows) {
            accepted.add(row.getUUID(0).toString());
        }
        synchronized (storedPlans) {
            batch.commits().stream()
                    .map(pending -> pending.commit().birth())
                    .filter(Objects::nonNull)
                    .forEach(birth -> storedPlans.put(birth.planDigest(), true));
        }
        end(batch);
        if (batch.commits().stream()
                .anyMatch(pending -> !pending.commit().messages().isEmpty())) {
            committed.run();
        }
        for (Pending pending : batch.commits()) {
            if (accepted.contains(pending.commit().runId().value())) {
                pending.done().complete(null);
            } else {
                pending.done()
                        .completeExceptionally(new CommitRefused(
                                "run " + pending.commit().runId() + " has moved on without us", null));
            }
        }
    }

    /** One run's bad data must not hold up the others: a failed batch is tried again run by run. */
    private void failed(Batch batch, Throwable failure) {
        List<Pending> commits = batch.commits();
        boolean planGone = isOfPlanThatIsGone(failure);
        if (planGone) {
            synchronized (storedPlans) {
                storedPlans.clear();
            }
        }
        if (commits.size() == 1 && !planGone) {
            LOG.errorf(
                    failure,
                    "commit failed runId=%s",
                    commits.getFirst().commit().runId());
            end(batch);
            commits.getFirst().done().completeExceptionally(new CommitRefused("the database failed", failure));
            return;
        }
        LOG.warnf(
                "batch failed, committing its runs one by one size=%d reason=%s", commits.size(), failure.getMessage());
        writeOneByOne(batch, 0);
    }

    /** A plan that was stored goes with the last run that names it; the next run stores it again. */
    private static boolean isOfPlanThatIsGone(Throwable failure) {
        return failure instanceof PgException refused && "run_plan_fkey".equals(refused.getConstraint());
    }

    private void writeOneByOne(Batch batch, int index) {
        if (index == batch.commits().size()) {
            end(batch);
            return;
        }
        Pending pending = batch.commits().get(index);
        append(List.of(pending.commit()))
                .subscribe()
                .with(
                        rows -> {
                            committed.run();
                            if (rows.size() == 1) {
                                pending.done().complete(null);
                            } else {
                                pending.done()
                                        .completeExceptionally(new CommitRefused(
                                                "run " + pending.commit().runId() + " has moved on without us", null));
                            }
                            writeOneByOne(batch, index + 1);
                        },
                        failure -> {
                            pending.done().completeExceptionally(new CommitRefused("the database failed", failure));
                            writeOneByOne(batch, index + 1);
                        });
    }

    /** Few commits cost something: the statement of the others is as it would be if none did. */
    private Uni<RowSet<Row>> append(List<RunCommit> commits) {
        List<OfCommit<RunCommit.Paid>> paid = commits.stream()
                .flatMap(commit -> commit.paid().stream().map(each -> new OfCommit<>(commit, each)))
                .toList();
        io.vertx.sqlclient.Tuple parameters = parameters(commits);
        if (!paid.isEmpty()) {
            addPaid(parameters, paid);
        }
        return pool.preparedQuery(paid.isEmpty() ? APPEND : APPEND_PAID)
                .execute(Tuple.newInstance(parameters))
                .ifNoItem()
                .after(TIMEOUT)
                .fail();
    }

    private static void addPaid(io.vertx.sqlclient.Tuple tuple, List<OfCommit<RunCommit.Paid>> paid) {
        tuple.addValue(column(
                paid, UUID[]::new, it -> UUID.fromString(it.commit().runId().value())));
        tuple.addValue(column(paid, String[]::new, it -> it.commit().org().value()));
        tuple.addValue(column(
                paid, String[]::new, it -> it.commit().summary().project().value()));
        tuple.addValue(column(paid, LocalDate[]::new, it -> it.value().day()));
        tuple.addValue(
                column(paid, String[]::new, it -> it.value().cost().currency().getCurrencyCode()));
        tuple.addValue(column(paid, BigDecimal[]::new, it -> it.value().cost().amount()));
    }

    private io.vertx.sqlclient.Tuple parameters(List<RunCommit> commits) {
        List<RunCommit.Birth> plans = newPlans(commits);
        List<OfRun<FactRecord>> facts = new ArrayList<>();
        List<OfRun<Envelope>> messages = new ArrayList<>();
        for (RunCommit commit : commits) {
            UUID id = UUID.fromString(commit.runId().value());
            commit.facts().forEach(fact -> facts.add(new OfRun<>(id, fact)));
            commit.messages().forEach(message -> messages.add(new OfRun<>(id, message)));
        }
        io.vertx.sqlclient.Tuple tuple = io.vertx.sqlclient.Tuple.tuple();
        tuple.addValue(
                column(commits, UUID[]::new, it -> UUID.fromString(it.runId().value())));
        tuple.addValue(column(commits, String[]::new, it -> it.org().value()));
        tuple.addValue(
                column(commits, String[]::new, it -> it.summary().project().value()));
        tuple.addValue(column(
                commits,
                String[]::new,
                it -> it.birth() == null ? null : it.birth().idempotencyKey()));
        tuple.addValue(column(commits, String[]::new, it -> it.summary().pipeline()));
        tuple.addValue(column(commits, String[]::new, it -> it.summary().requestedBy()));
        tuple.addValue(column(
                commits,
                String[]::new,
                it -> it.birth() == null ? null : it.birth().planDigest()));
        tuple.addValue(column(commits, String[]::new, it -> it.summary().state().name()));
        tuple.addValue(column(commits, Long[]::new, RunCommit::epoch));
        tuple.addValue(column(commits, Long[]::new, RunCommit::after));
        tuple.addValue(column(commits, Long[]::new, RunCommit::upTo));
        tuple.addValue(column(commits, Boolean[]::new, RunCommit::closed));
        tuple.addValue(column(
                commits, OffsetDateTime[]::new, it -> it.summary().admittedAt().atOffset(ZoneOffset.UTC)));
        tuple.addValue(column(
                commits,
                OffsetDateTime[]::new,
                it -> it.summary().endedAt() == null
                        ? null
                        : it.summary().endedAt().atOffset(ZoneOffset.UTC)));
        tuple.addValue(column(plans, String[]::new, RunCommit.Birth::planDigest));
        tuple.addValue(column(plans, String[]::new, RunCommit.Birth::planJson));
        tuple.addValue(owner);
        tuple.addValue(lease.toMillis());
        tuple.addValue(column(facts, UUID[]::new, OfRun::runId));
        tuple.addValue(column(facts, Long[]::new, it -> it.value().seq()));
        tuple.addValue(column(facts, Long[]::new, it -> it.value().epoch()));
        tuple.addValue(
                column(facts, OffsetDateTime[]::new, it -> it.value().at().atOffset(ZoneOffset.UTC)));
        tuple.addValue(column(facts, String[]::new, it -> it.value().type()));
        tuple.addValue(column(facts, String[]::new, it -> it.value().body().toString()));
        tuple.addValue(column(facts, String[]::new, it -> it.value().prev().hex()));
        tuple.addValue(column(facts, String[]::new, it -> it.value().hash().hex()));
        tuple.addValue(column(messages, UUID[]::new, OfRun::runId));
        tuple.addValue(column(messages, UUID[]::new, it -> it.value().id()));
        tuple.addValue(
                column(messages, String[]::new, it -> it.value().headers().getOrDefault("ce-type", "")));
        tuple.addValue(
                column(messages, String[]::new, it -> it.value().subject().value()));
        tuple.addValue(
                column(messages, String[]::new, it -> new String(it.value().body(), StandardCharsets.UTF_8)));
        List<RunCommit> receipts =
                commits.stream().filter(it -> it.receipt() != null).toList();
        tuple.addValue(
                column(receipts, UUID[]::new, it -> UUID.fromString(it.runId().value())));
        tuple.addValue(column(receipts, Long[]::new, RunCommit::upTo));
        tuple.addValue(column(receipts, String[]::new, RunCommit::receipt));
        tuple.addValue(column(commits, String[]::new, it -> it.standing().group()));
        tuple.addValue(column(commits, Short[]::new, it -> it.standing().rank()));
        tuple.addValue(column(commits, Boolean[]::new, it -> it.standing().cancelsEarlier()));
        tuple.addValue(column(commits, UUID[]::new, it -> uuid(it.summary().forkOf())));
        tuple.addValue(column(commits, UUID[]::new, it -> uuid(it.summary().replayOf())));
        return tuple;
    }

    private static @Nullable UUID uuid(@Nullable RunId run) {
        return run == null ? null : UUID.fromString(run.value());
    }

    /** The plans of these births that are not known to be in the database, each once. */
    private List<RunCommit.Birth> newPlans(List<RunCommit> commits) {
        Map<String, RunCommit.Birth> plans = new LinkedHashMap<>();
        synchronized (storedPlans) {
            for (RunCommit commit : commits) {
                RunCommit.Birth birth = commit.birth();
                if (birth != null && !storedPlans.containsKey(birth.planDigest())) {
                    plans.putIfAbsent(birth.planDigest(), birth);
                }
            }
        }
        return List.copyOf(plans.values());
    }

    private record OfRun<T>(UUID runId, T value) {}

    private record OfCommit<T>(RunCommit commit, T value) {}

    private static <T, V> V[] column(
            List<T> rows,
            java.util.function.IntFunction<V[]> array,
            java.util.function.Function<T, @Nullable V> value) {
        V[] column = array.apply(rows.size());
        for (int i = 0; i < column.length; i++) {
            V each = value.apply(rows.get(i));
            if (each != null) {
                column[i] = each;
            }
        }
        return column;
    }
}
