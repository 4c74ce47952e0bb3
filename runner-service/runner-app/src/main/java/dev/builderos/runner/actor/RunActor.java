package dev.builderos.runner.actor;

import dev.builderos.bus.Envelope;
import dev.builderos.contracts.Digest;
import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.journal.FactRecord;
import dev.builderos.contracts.policy.OpenApproval;
import dev.builderos.contracts.policy.WithdrawApproval;
import dev.builderos.contracts.runner.RunAdvanced;
import dev.builderos.contracts.runner.RunSummary;
import dev.builderos.redaction.NotRedactable;
import dev.builderos.runner.domain.RunViews;
import dev.builderos.runner.engine.CallStatus;
import dev.builderos.runner.engine.Command;
import dev.builderos.runner.engine.ContentKey;
import dev.builderos.runner.engine.Fact;
import dev.builderos.runner.engine.IllegalFact;
import dev.builderos.runner.engine.Plan;
import dev.builderos.runner.engine.PlanSource;
import dev.builderos.runner.engine.RunFold;
import dev.builderos.runner.store.CommitRefused;
import dev.builderos.runner.store.Journal;
import dev.builderos.runner.store.RunCommit;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One run while its lease is ours. Facts go in one at a time; what follows from them is carried out after they are committed.
 * When a commit is refused the actor is lost: it takes nothing more, and the run must be read again.
 */
public final class RunActor {
    private static final Logger LOG = Logger.getLogger(RunActor.class);

    /** Facts of one commit; more that follow from each other at once go into the next. */
    private static final int FACTS_AT_ONCE = 500;

    private final RunId id;
    private final OrgId org;
    private final long epoch;
    private final RunFold fold;
    private final Journal journal;
    private final RunMessages messages;
    private final Clock clock;
    private final Listener listener;
    private final UnaryOperator<Fact> redaction;
    private long seq;
    private Digest last = FactRecord.GENESIS;
    private boolean lost;
    private volatile boolean known;

    /** Who carries out what follows. */
    public interface Listener {
        /** Called after the fact that led to it is committed, in order, from any thread; must not block. */
        void carryOut(RunActor actor, Command command);

        /** The receipt of a run that ends in its first commit; must not block. */
        Receipt receipt(RunId run, List<FactRecord> journal);

        /** The run is no longer ours. */
        void lost(RunActor actor, Throwable why);
    }

    /** A receipt with the fact that tells of it. */
    public record Receipt(Fact.ReceiptIssued issued, String envelope) {}

    /** @param redaction what every fact passes before anything is done with it */
    public RunActor(
            RunId id,
            OrgId org,
            long epoch,
            Plan plan,
            PlanSource plans,
            Journal journal,
            RunMessages messages,
            Clock clock,
            Listener listener,
            UnaryOperator<Fact> redaction) {
        this.id = id;
        this.org = org;
        this.epoch = epoch;
        this.fold = new RunFold(plan, plans);
        this.journal = journal;
        this.messages = messages;
        this.clock = clock;
        this.listener = listener;
        this.redaction = redaction;
    }

    public RunId id() {
        return id;
    }

    public OrgId org() {
        return org;
    }

    /** Of the lease under which it is carried out here. */
    public long epoch() {
        return epoch;
    }

    public synchronized Plan plan() {
        return fold.plan();
    }

    /** Takes facts in that are in the journal already. */
    public synchronized void replay(List<FactRecord> facts, Function<FactRecord, Fact> codec) {
        for (FactRecord entry : facts) {
            if (entry.seq() != seq + 1 || !entry.prev().equals(last) || !entry.intact()) {
                throw new IllegalStateException("the journal of run " + id + " is broken at fact " + entry.seq());
            }
            fold.apply(codec.apply(entry), entry.at());
            seq = entry.seq();
            last = entry.hash();
            known = true;
        }
    }

    /** Whether the database knows the run: a fact of it is committed. Before that it has no lease to renew. */
    public boolean known() {
        return known;
    }

    /** Reads the state; the answer must not keep hold of the fold. */
    public synchronized <T extends @Nullable Object> T read(Function<RunFold, T> question) {
        return question.apply(fold);
    }

    public synchronized RunSummary summary() {
        return RunViews.summary(id, fold, seq);
    }

    public synchronized long seq() {
        return seq;
    }

    /** Appends the first facts of the run. */
    public CompletableFuture<Void> admit(Fact.RunAdmitted admitted, RunCommit.Birth birth) {
        return append(List.of(admitted), birth, null);
    }

    /** Appends the first facts of a run that has to wait for its concurrency group. */
    public CompletableFuture<Void> admit(Fact.RunAdmitted admitted, Fact.RunQueued queued, RunCommit.Birth birth) {
        return append(List.of(admitted, queued), birth, null);
    }

    /** Appends the run's last fact, with the receipt it tells of. */
    public CompletableFuture<Void> close(Receipt receipt) {
        return append(List.of(receipt.issued()), null, receipt.envelope());
    }

    /**
     * Appends facts.
     *
     * @return completes when they are committed
     * @throws IllegalFact when the first of them cannot follow; nothing is appended then
     */
    public CompletableFuture<Void> append(Fact... facts) {
        return append(List.of(facts), null, null);
    }

    /** Appends facts and waits until they are committed; for virtual threads. */
    public void appendAndWait(Fact... facts) {
        await(append(facts));
    }

    private static void await(CompletableFuture<Void> committed) {
        try {
            committed.join();
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof CommitRefused refused) {
                throw refused;
            }
            throw failed;
        }
    }

    private CompletableFuture<Void> append(
            List<Fact> facts, RunCommit.@Nullable Birth birth, @Nullable String receipt) {
        List<Command> follow = new ArrayList<>();
        CompletableFuture<Void> done;
        synchronized (this) {
            if (lost) {
                return CompletableFuture.failedFuture(new CommitRefused("run " + id + " is no longer ours", null));
            }
            Draft draft = new Draft(clock.instant().truncatedTo(ChronoUnit.MILLIS), birth, receipt);
            done = draft.take(facts, follow);
        }
        return done.whenComplete((ignored, failure) -> {
            if (failure == null) {
                known = true;
                follow.forEach(command -> listener.carryOut(this, command));
            } else {
                loose(failure);
            }
        });
    }

    /**
     * Facts on their way into the journal, with those that follow from them at once: what the fold itself writes, and the
     * steps that touch nothing. They leave in commits of a bounded size, one behind the other.
     */
    private final class Draft {
        private final Instant now;
        private final Deque<Fact> queue = new ArrayDeque<>();
        private List<FactRecord> entries = new ArrayList<>();
        private List<Envelope> outgoing = new ArrayList<>();
        private RunCommit.@Nullable Birth birth;
        private @Nullable String receipt;
        private boolean begun;
        private boolean over;

        Draft(Instant now, RunCommit.@Nullable Birth birth, @Nullable String receipt) {
            this.now = now;
            this.birth = birth;
            this.receipt = receipt;
        }

        /** Takes the facts in; completes with the last commit, which is refused when one before it was. */
        CompletableFuture<Void> take(List<Fact> facts, List<Command> follow) {
            CompletableFuture<Void> done = CompletableFuture.completedFuture(null);
            queue.addAll(facts);
            while (over || !queue.isEmpty()) {
                if (queue.isEmpty()) {
                    over = false;
                    seal(follow);
                    continue;
                }
                Fact fact = queue.removeFirst();
                List<Command> commands;
                try {
                    fact = redaction.apply(fact);
                    commands = fold.apply(fact, now);
                } catch (NotRedactable unclean) {
                    if (!begun) {
                        throw unclean;
                    }
                    // The fold is ahead of the journal: the run is read again.
                    return CompletableFuture.failedFuture(
                            new CommitRefused(String.valueOf(unclean.getMessage()), unclean));
                } catch (IllegalFact illegal) {
                    if (!begun) {
                        throw illegal;
                    }
                    if (!(fact instanceof Fact.OfStep of)
                            || !fold.step(of.step()).step().immediate()) {
                        LOG.errorf(illegal, "the rest of an append cannot follow runId=%s", id);
                        queue.clear();
                    }
                    continue; // the step was stopped before its turn came
                }
                begun = true;
                write(fact);
                if (fact instanceof Fact.RunReopened) {
                    queueInGroup();
                }
                commands.forEach(command -> follow(command, follow));
                if (entries.size() >= FACTS_AT_ONCE) {
                    done = leave();
                }
            }
            return entries.isEmpty() ? done : leave();
        }

        /**
         * A run that ends in its first commit is closed by it: the receipt needs no other facts, and the row of the run is
         * written once. A run of a concurrency group is not: what gives the group back is the commit behind the one that took it.
         */
        private void seal(List<Command> later) {
            if (birth == null || standing().group() != null) {
                later.add(new Command.IssueReceipt());
                return;
            }
            Receipt sealed = listener.receipt(id, List.copyOf(entries));
            receipt = sealed.envelope();
            queue.add(sealed.issued());
        }

        /** Since it was over, its group may have gone to another. */
        private void queueInGroup() {
            Plan.Concurrency concurrency = plan().concurrency();
            if (concurrency != null) {
                queue.addFirst(new Fact.RunQueued("waits for its turn in group " + concurrency.group()));
            }
        }

        private void write(Fact fact) {
            FactRecord entry = FactRecord.chained(seq + 1, now, fact.type(), epoch, fact.body(), last);
            seq = entry.seq();
            last = entry.hash();
            entries.add(entry);
            if (fact instanceof Fact.ApprovalRequested requested) {
                outgoing.add(openApproval(requested));
            }
        }

        private void follow(Command command, List<Command> later) {
            switch (command) {
                case Command.Write write -> queue.addLast(write.fact());
                case Command.Withdraw withdraw -> outgoing.addAll(withdrawals(withdraw));
                case Command.OpenWorkspace ignored
                when queue.peekFirst() instanceof Fact.RunQueued -> {} // its release will ask for it again
                case Command.IssueReceipt ignored -> over = true;
                default -> atOnce(command).ifPresentOrElse(queue::addAll, () -> later.add(command));
            }
        }

        private CompletableFuture<Void> leave() {
            RunSummary summary = RunViews.summary(id, fold, seq);
            List<FactRecord> facts = List.copyOf(entries);
            var done = journal.commit(
                    new RunCommit(id, org, epoch, facts, summary, fold.closed(), outgoing, birth, receipt, standing()));
            entries = new ArrayList<>();
            outgoing = new ArrayList<>();
            birth = null;
            return done.thenRun(() -> messages.advanced(new RunAdvanced(org, id, summary, facts)));
        }
    }

    /** A replay is in nobody's way: it changes nothing, so it belongs to no concurrency group. */
    private synchronized RunCommit.Standing standing() {
        return fold.replayed() == null ? RunCommit.Standing.of(plan()) : RunCommit.Standing.alone(plan());
    }

    /** The facts that carry a command out, where that takes no work: neither a workspace nor a step that touches anything. */
    private synchronized Optional<List<Fact>> atOnce(Command command) {
        return switch (command) {
            case Command.OpenWorkspace ignored
            when !plan().needsWorkspace() -> Optional.of(List.of(new Fact.RunStarted(null, null)));
            case Command.StartStep start
            when fold.insteadOfStart(start.step()) != null ->
                Optional.of(List.of(Objects.requireNonNull(fold.insteadOfStart(start.step()))));
            case Command.ExpandStep expand
            when fold.insteadOfStart(expand.step()) != null ->
                Optional.of(List.of(Objects.requireNonNull(fold.insteadOfStart(expand.step()))));
            case Command.StartStep start when fold.step(start.step()).step().immediate() -> Optional.of(outcome(start));
            default -> Optional.empty();
        };
    }

    /** A step that touches nothing is over as soon as it starts. */
    private List<Fact> outcome(Command.StartStep start) {
        ContentKey key = ContentKey.ofPure(plan(), fold.step(start.step()).step());
        return List.of(
                new Fact.StepStarted(start.step(), start.attempt(), key.digest(), null, key.parts()),
                new Fact.StepSucceeded(start.step(), start.attempt(), Map.of(), List.of(), null, null, 0, null));
    }

    /** Carries out what is to be done by the state as it stands: after taking the run over. */
    public void resume() {
        for (Command command : read(RunFold::outstanding)) {
            atOnce(command).ifPresentOrElse(this::carryOn, () -> listener.carryOut(this, command));
        }
    }

    /** Nobody waits for it: a refused commit tells the listener. */
    private void carryOn(List<Fact> facts) {
        var _ = append(facts, null, null);
    }

    /** Takes nothing more from now on. */
    public void loose(Throwable why) {
        boolean first;
        synchronized (this) {
            first = !lost;
            lost = true;
        }
        if (first) {
            listener.lost(this, why);
        }
    }

    /** The orders to open those of these requests for approval that still wait for an answer, made anew. */
    public List<Envelope> askAgain(List<Fact.ApprovalRequested> requested) {
        synchronized (this) {
            return requested.stream()
                    .filter(request -> {
                        CallStatus call = fold.step(request.step()).calls().get(request.callId());
                        return call != null
                                && call.awaitsAnswer()
                                && request.approvalId().equals(call.approvalId());
                    })
                    .map(this::openApproval)
                    .toList();
        }
    }

    private Envelope openApproval(Fact.ApprovalRequested requested) {
        Fact.RunAdmitted admitted = Objects.requireNonNull(fold.admitted());
        CallStatus call =
                Objects.requireNonNull(fold.step(requested.step()).calls().get(requested.callId()));
        OpenApproval order = new OpenApproval(
                requested.approvalId(),
                admitted.requester(),
                admitted.project(),
                id,
                requested.step(),
                call.effect(),
                call.effectDigest(),
                fold.plan().policyDigest(),
                requested.requirement(),
                requested.card(),
                fold.origin(requested.step()),
                requested.asked());
        return messages.open(order);
    }

    private List<Envelope> withdrawals(Command.Withdraw withdraw) {
        return withdraw.approvals().stream()
                .map(approval -> messages.withdraw(new WithdrawApproval(org, approval, withdraw.reason())))
                .toList();
    }
}
