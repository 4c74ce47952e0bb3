package dev.builderos.runner.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.builderos.bus.Envelope;
import dev.builderos.contracts.ApprovalId;
import dev.builderos.contracts.Digest;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.StepId;
import dev.builderos.contracts.policy.PolicyContracts;
import dev.builderos.contracts.policy.WithdrawApproval;
import dev.builderos.formats.Money;
import dev.builderos.record.OrgTransactions;
import dev.builderos.runner.actor.RunActor;
import dev.builderos.runner.engine.Fact;
import dev.builderos.runner.engine.FactCodec;
import dev.builderos.runner.engine.Plan;
import dev.builderos.runner.engine.PlanSource;
import io.vertx.mutiny.sqlclient.Tuple;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Which facts the journal takes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JournalTest {
    private static final Plan PLAN = IdleRuns.plan("", "{ id: work, run: \"true\" }");
    private static final StepId WORK = new StepId("work");
    private static final long FIRST_EPOCH = 1;

    private final RunnerDatabase database = new RunnerDatabase();
    private final Journal journal = new Journal(database.pool(), "here", Duration.ofMinutes(1), () -> {});
    private final RunStore store = new RunStore(database.pool(), "here", Duration.ofMinutes(1));

    @AfterAll
    void stop() {
        database.close();
    }

    /** Somebody who knows the run as it is now, and works under this epoch. */
    private RunActor reader(RunId run, long epoch) {
        RunActor actor = IdleRuns.actor(run, epoch, PLAN, PlanSource.NONE, journal, IdleRuns.Silence.KEPT);
        actor.replay(store.facts(run, 0, 100).await().atMost(RunnerDatabase.BOUND), FactCodec::read);
        return actor;
    }

    private static void start(RunActor actor) {
        actor.append(new Fact.RunStarted(null, null)).join();
    }

    private static void assertRefused(RunActor actor) {
        assertThatThrownBy(() -> start(actor))
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOf(CommitRefused.class)
                .as("refused by its condition, not by a key of the database")
                .hasNoCause();
    }

    private long facts(RunId run) {
        return store.facts(run, 0, 100).await().atMost(RunnerDatabase.BOUND).size();
    }

    @Test
    void messagesThatBelongToNoChangeLeaveByTheOutbox() {
        Envelope message = Envelope.of(
                PolicyContracts.WITHDRAW_APPROVAL,
                IdleRuns.ORG,
                "x",
                new WithdrawApproval(
                        IdleRuns.ORG, new ApprovalId(IdleRuns.nextId().value()), "no use, är"),
                Clock.systemUTC());

        store.tell(List.of(message)).await().atMost(RunnerDatabase.BOUND);

        assertThat(database.ask(
                        "select ce_type || ' ' || subject || ' ' || convert_from(body, 'UTF8') from runner.outbox"
                                + " where ce_id = $1",
                        message.id()))
                .containsExactly(PolicyContracts.WITHDRAW_APPROVAL.stem() + " "
                        + message.subject().value() + " " + new String(message.body(), StandardCharsets.UTF_8));
    }

    @Test
    void refusesFactsThatFollowOneThatIsNotTheLast() {
        RunId run = IdleRuns.admitted(journal, PLAN).id();
        RunActor one = reader(run, FIRST_EPOCH);
        RunActor other = reader(run, FIRST_EPOCH);
        start(one);

        assertRefused(other);

        assertThat(facts(run)).isEqualTo(one.seq());
    }

    @Test
    void refusesFactsUnderAnEpochThatIsOver() {
        RunId run = IdleRuns.admitted(journal, PLAN).id();
        RunActor zombie = reader(run, FIRST_EPOCH);
        database.change("update runner.run set epoch = epoch + 1 where id = $1", UUID.fromString(run.value()));

        assertRefused(zombie);
        start(reader(run, FIRST_EPOCH + 1));

        assertThat(facts(run)).isEqualTo(2);
    }

    @Test
    void keepsTheOrderOfEachRunThoughTransactionsOfOthersAreUnderWay() {
        List<RunActor> actors = Stream.generate(this::working).limit(8).toList();
        List<CompletableFuture<Void>> commits = new ArrayList<>();
        for (int turn = 1; turn <= 40; turn++) {
            for (RunActor actor : actors) {
                commits.add(actor.append(answer(turn, null)));
            }
        }

        assertThat(commits).allSatisfy(commit -> assertThat(commit).succeedsWithin(RunnerDatabase.BOUND));

        assertThat(actors).allSatisfy(actor -> assertThat(facts(actor.id())).isEqualTo(actor.seq()));
    }

    // ---- what was paid

    private static Fact answer(int turn, @Nullable String cost) {
        Digest digest = Digest.of("x");
        return new Fact.ModelAnswered(
                WORK,
                1,
                turn,
                "anthropic:a",
                digest,
                digest,
                100,
                20,
                "",
                List.of(),
                cost == null ? null : Money.of(cost));
    }

    /** A run of a project of its own, at its step. */
    private RunActor working() {
        RunActor actor = IdleRuns.admitted(journal, PLAN);
        actor.append(new Fact.RunStarted(null, null), new Fact.StepStarted(WORK, 1, Digest.of("key"), null, Map.of()))
                .join();
        return actor;
    }

    private Money spentOn(LocalDate day, String currency) {
        return new SpentStore(database.pool())
                .on(day, IdleRuns.ORG, IdleRuns.PROJECT, Currency.getInstance(currency))
                .await()
                .atMost(RunnerDatabase.BOUND);
    }

    private static LocalDate today() {
        return LocalDate.ofInstant(Clock.systemUTC().instant(), ZoneOffset.UTC);
    }

    /** The test may begin before midnight and end after it. */
    private Money spentSince(LocalDate day, String currency) {
        return spentOn(day, currency).plus(spentOn(day.plusDays(1), currency));
    }

    @Test
    void addsWhatWasPaidToTheDayWithTheFactsThatSayIt() {
        LocalDate today = today();
        RunActor one = working();
        RunActor other = working();

        one.append(answer(1, "0.25 USD"), answer(2, null), answer(3, "1.5 USD")).join();
        other.append(answer(1, "0.000001 USD"), answer(2, "3.00 EUR")).join();

        assertThat(spentSince(today, "USD")).isEqualTo(Money.of("1.750001 USD"));
        assertThat(spentSince(today, "EUR")).isEqualTo(Money.of("3.00 EUR"));
        assertThat(spentSince(today, "CHF")).isEqualTo(Money.of("0.00 CHF"));
        assertThat(spentOn(today.minusDays(1), "USD")).isEqualTo(Money.of("0.00 USD"));
    }

    @Test
    void factsThatAreRefusedCostNothing() {
        LocalDate today = today();
        RunId run = working().id();
        RunActor zombie = reader(run, FIRST_EPOCH);
        database.change("update runner.run set epoch = epoch + 1 where id = $1", UUID.fromString(run.value()));

        assertThatThrownBy(() -> zombie.append(answer(1, "7.00 JPY")).join()).hasCauseInstanceOf(CommitRefused.class);

        assertThat(spentSince(today, "JPY")).isEqualTo(Money.of("0.00 JPY"));
    }

    @Test
    void whatAnotherOrgSpentIsNotSeen() {
        LocalDate today = today();
        database.change(
                "insert into runner.spent (org, project, day, currency, amount) values ('other', $1, $2, 'SEK', 9)",
                IdleRuns.PROJECT.value(),
                today);

        assertThat(OrgTransactions.execute(
                                database.pool(),
                                IdleRuns.ORG,
                                "select count(*) from runner.spent where currency = $1",
                                Tuple.of("SEK"))
                        .await()
                        .atMost(RunnerDatabase.BOUND)
                        .iterator()
                        .next()
                        .getLong(0))
                .isZero();
    }
}
