package dev.builderos.runner.usecase;

import dev.builderos.bus.Envelope;
import dev.builderos.contracts.ContractError;
import dev.builderos.contracts.ContractException;
import dev.builderos.contracts.Digest;
import dev.builderos.contracts.ErrorCategory;
import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.journal.FactRecord;
import dev.builderos.contracts.policy.RecordAct;
import dev.builderos.contracts.runner.RunSummary;
import dev.builderos.contracts.runner.remote.BringRun;
import dev.builderos.contracts.runner.remote.BroughtLog;
import dev.builderos.contracts.runner.remote.ContentList;
import dev.builderos.contracts.runner.remote.ListContents;
import dev.builderos.contracts.runner.remote.RunBrought;
import dev.builderos.receipts.SealedFile;
import dev.builderos.runner.domain.RunViews;
import dev.builderos.runner.engine.Fact;
import dev.builderos.runner.store.BlobStore;
import dev.builderos.runner.store.BroughtStore;
import dev.builderos.runner.store.BroughtStore.Outcome;
import dev.builderos.runner.store.LogStore;
import dev.builderos.runner.store.SentLog;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Takes runs that were carried out elsewhere. Nothing of one is here before all of it is, and all of it was checked. Blocking; for
 * virtual threads.
 */
@ApplicationScoped
public class BringRuns {
    private static final int LONGEST_FROM = 200;
    private static final int MOST_LOGS = 20_000;

    private final KnownRuns known;
    private final RunContents contents;
    private final BroughtStore store;
    private final BlobStore blobs;
    private final LogStore logs;
    private final Acts acts;
    private final Clock clock;

    BringRuns(
            KnownRuns known,
            RunContents contents,
            BroughtStore store,
            BlobStore blobs,
            LogStore logs,
            Acts acts,
            Clock clock) {
        this.known = known;
        this.contents = contents;
        this.store = store;
        this.blobs = blobs;
        this.logs = logs;
        this.acts = acts;
        this.clock = clock;
    }

    /** What has to be sent before a run can be brought elsewhere. */
    public ContentList contents(ListContents query) {
        return contents.list(query);
    }

    public RunBrought bring(BringRun command) {
        OrgId org = command.requester().org();
        RunId run = command.runId();
        String from = command.from().strip();
        if (from.isEmpty() || from.length() > LONGEST_FROM || from.codePoints().anyMatch(Character::isISOControl)) {
            throw new ContractException(
                    "request.invalid",
                    ErrorCategory.INVALID,
                    "say in 1 to " + LONGEST_FROM + " characters where the run comes from");
        }
        if (blobs.size(org, command.receipt()).orElseThrow(() -> SentRun.missing(run, command.receipt()))
                > SealedFile.MAX_BYTES) {
            throw SentRun.refusal(
                    run, "its receipt with its journal is larger than " + SealedFile.MAX_BYTES + " bytes");
        }
        byte[] receipt = blobs.read(org, command.receipt()).orElseThrow(() -> SentRun.missing(run, command.receipt()));
        SentRun sent = SentRun.read(run, receipt, digest -> blobs.read(org, digest));
        Map<Digest, Long> named = RunContents.sentAlone(sent.journal());
        named.keySet().stream()
                .filter(digest -> blobs.size(org, digest).isEmpty())
                .findFirst()
                .ifPresent(digest -> {
                    throw SentRun.missing(run, digest);
                });
        check(org, run, sent, command.logs());
        Outcome outcome = store.bring(
                stored(command, from, sent, named.keySet()),
                () -> command.logs().forEach(log -> keep(org, run, log)));
        return answer(command, sent, outcome);
    }

    private void check(OrgId org, RunId run, SentRun sent, List<BroughtLog> given) {
        Map<?, Fact.StepSucceeded> successes = sent.successes();
        Set<Object> withLog = new HashSet<>();
        if (given.size() > MOST_LOGS) {
            throw SentRun.refusal(run, "it has more than " + MOST_LOGS + " logs");
        }
        for (BroughtLog log : given) {
            if (!sent.fold().steps().containsKey(log.step()) || !withLog.add(log.step())) {
                throw SentRun.refusal(run, "a log of `" + log.step() + "` is none of a step, or comes twice");
            }
            Fact.StepSucceeded success = successes.get(log.step());
            try (InputStream text =
                    blobs.open(org, log.content()).orElseThrow(() -> SentRun.missing(run, log.content()))) {
                SentLog.flaw(
                                text,
                                success == null ? 0 : success.logLines(),
                                success == null ? null : success.logDigest())
                        .ifPresent(flaw -> {
                            throw SentRun.refusal(run, "the log of `" + log.step() + "`: " + flaw);
                        });
            } catch (IOException e) {
                throw new UncheckedIOException("a log that was sent cannot be read", e);
            }
        }
        successes.values().stream()
                .filter(success -> success.logLines() > 0 && !withLog.contains(success.step()))
                .findFirst()
                .ifPresent(success -> {
                    throw SentRun.refusal(run, "the log of `" + success.step() + "` did not come along");
                });
    }

    private void keep(OrgId org, RunId run, BroughtLog log) {
        try (InputStream text = blobs.open(org, log.content()).orElseThrow(() -> SentRun.missing(run, log.content()))) {
            logs.bring(run, log.step(), text, log.capped());
        } catch (IOException e) {
            throw new UncheckedIOException("a log that was sent cannot be read", e);
        }
    }

    private BroughtStore.Sent stored(BringRun command, String from, SentRun sent, Set<Digest> contents) {
        OrgId org = command.requester().org();
        Fact.RunAdmitted admitted = Objects.requireNonNull(sent.fold().admitted());
        Map<Long, String> receipts = new HashMap<>();
        FactRecord last = sent.journal().getLast();
        for (FactRecord entry : sent.journal()) {
            if (entry.type().equals("ReceiptIssued") && entry.seq() < last.seq()) {
                Digest digest = new Digest(entry.body().path("digest").asText());
                receipts.put(
                        entry.seq(),
                        new String(
                                blobs.read(org, digest).orElseThrow(() -> SentRun.missing(command.runId(), digest)),
                                StandardCharsets.UTF_8));
            }
        }
        receipts.put(last.seq(), sent.file().envelope().text());
        RunSummary summary = summary(command, sent);
        return new BroughtStore.Sent(
                org,
                summary,
                admitted.planDigest(),
                sent.journal(),
                sent.plans(),
                receipts,
                sent.file().publicKey().base64(),
                contents,
                command.requester().id(),
                from,
                told(command, from, summary, last));
    }

    private static RunSummary summary(BringRun command, SentRun sent) {
        return RunViews.summary(
                command.runId(), sent.fold(), sent.journal().getLast().seq());
    }

    private Envelope told(BringRun command, String from, RunSummary run, FactRecord last) {
        return acts.told(new RecordAct(
                command.requester().org(),
                "remote",
                command.requester().id(),
                "run.brought",
                "brought run " + run.id() + " of " + run.project() + " from " + from,
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                Map.of(
                        "run", run.id().value(),
                        "project", run.project().value(),
                        "from", from,
                        "facts", Long.toString(last.seq()),
                        "head", last.hash().value())));
    }

    private RunBrought answer(BringRun command, SentRun sent, Outcome outcome) {
        RunId run = command.runId();
        return switch (outcome) {
            case BroughtStore.Taken() -> brought(command, RunBrought.Outcome.TAKEN);
            case BroughtStore.Continued _ -> brought(command, RunBrought.Outcome.CONTINUED);
            case BroughtStore.There() -> brought(command, RunBrought.Outcome.THERE);
            case BroughtStore.Conflict conflict -> throw conflict(run, sent, conflict);
            case BroughtStore.Deleted() ->
                throw new ContractException(
                        "run.deleted",
                        ErrorCategory.GONE,
                        "run " + run + " was here and was deleted; it is not taken again");
            case BroughtStore.NotToBeHad() ->
                throw new ContractException(
                        "run.id-used",
                        ErrorCategory.CONFLICT,
                        "the id " + run + " cannot be used for a run of this org");
        };
    }

    private RunBrought brought(BringRun command, RunBrought.Outcome outcome) {
        return new RunBrought(
                outcome,
                known.stored(command.requester().org(), command.runId()).summary());
    }

    private static ContractException conflict(RunId run, SentRun sent, BroughtStore.Conflict conflict) {
        FactRecord last = sent.journal().getLast();
        boolean onlyLonger = conflict.differs() > Math.min(conflict.facts(), last.seq());
        return new ContractException(new ContractError(
                "run.conflict",
                ErrorCategory.CONFLICT,
                "run " + run + " has another history here"
                        + (onlyLonger
                                ? ": it was carried out here, and is not continued from elsewhere"
                                : ", which differs from fact " + conflict.differs() + " on"),
                List.of(
                        "here: " + conflict.facts() + " facts, head " + conflict.head(),
                        "sent: " + last.seq() + " facts, head " + last.hash())));
    }
}
