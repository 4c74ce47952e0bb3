package dev.builderos.runner.usecase;

import dev.builderos.contracts.ContractException;
import dev.builderos.contracts.ContractJson;
import dev.builderos.contracts.Digest;
import dev.builderos.contracts.ErrorCategory;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.StepId;
import dev.builderos.contracts.journal.FactRecord;
import dev.builderos.receipts.ArtifactSource;
import dev.builderos.receipts.Check;
import dev.builderos.receipts.MalformedReceipt;
import dev.builderos.receipts.ReceiptVerifier;
import dev.builderos.receipts.SealedFile;
import dev.builderos.receipts.TrustedKeys;
import dev.builderos.receipts.Verification;
import dev.builderos.runner.domain.RunViews;
import dev.builderos.runner.engine.Fact;
import dev.builderos.runner.engine.FactCodec;
import dev.builderos.runner.engine.IllegalFact;
import dev.builderos.runner.engine.Plan;
import dev.builderos.runner.engine.RunFold;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * A run as another server wrote it down, after all of it was checked: the chain of its facts, the signature of its receipt, that
 * the receipt follows from the facts, and that the facts follow from the plans. Whose key signed is not judged: whoever verifies
 * the receipt later does that.
 *
 * @param file the receipt with the journal
 * @param fold where the run stands
 * @param plans those the journal names, as JSON
 */
record SentRun(SealedFile.ReceiptFile file, RunFold fold, Map<Digest, String> plans) {
    /** What is wrong with the chain says which fact it is, so it comes first. */
    private static final Comparator<Check> CHAIN_FIRST =
            Comparator.comparing(check -> !check.name().equals("journal chain"));

    SentRun {
        plans = Map.copyOf(plans);
    }

    List<FactRecord> journal() {
        return file.journal();
    }

    /** What the newest success of each step says of its log. */
    Map<StepId, Fact.StepSucceeded> successes() {
        Map<StepId, Fact.StepSucceeded> newest = new HashMap<>();
        for (FactRecord entry : journal()) {
            if (FactCodec.read(entry) instanceof Fact.StepSucceeded succeeded) {
                newest.put(succeeded.step(), succeeded);
            }
        }
        return newest;
    }

    /**
     * Reads and checks a receipt file.
     *
     * @param contents what was sent besides, by digest
     */
    static SentRun read(RunId run, byte[] receipt, Function<Digest, Optional<byte[]>> contents) {
        Verification verification = ReceiptVerifier.verify(receipt, new TrustedKeys(Set.of()), ArtifactSource.none());
        verification.with(Check.Outcome.FAILED).stream()
                .min(CHAIN_FIRST)
                .ifPresent(failed -> refuse(run, failed.sentence()));
        SealedFile.ReceiptFile file = file(run, receipt);
        FactRecord first = file.journal().getFirst();
        if (!first.type().equals("RunAdmitted")
                || !run.value().equals(first.body().path("run").asText())) {
            refuse(run, "its journal is that of another run");
        }
        if (!file.journal().getLast().type().equals("ReceiptIssued")) {
            refuse(run, "its journal does not end with its receipt; only runs that are over can be brought");
        }
        return folded(run, file, contents);
    }

    private static SealedFile.ReceiptFile file(RunId run, byte[] receipt) {
        try {
            if (SealedFile.parse(receipt) instanceof SealedFile.ReceiptFile file) {
                return file;
            }
        } catch (MalformedReceipt malformed) {
            throw new IllegalStateException("a verified receipt can be read", malformed);
        }
        throw refusal(run, "it has no receipt; only runs that are over can be brought");
    }

    private static SentRun folded(RunId run, SealedFile.ReceiptFile file, Function<Digest, Optional<byte[]>> contents) {
        Map<Digest, String> plans = new HashMap<>();
        Function<Digest, Plan> plan = digest -> {
            byte[] json = contents.apply(digest).orElseThrow(() -> missing(run, digest));
            plans.put(digest, new String(json, StandardCharsets.UTF_8));
            return ContractJson.read(json, Plan.class);
        };
        long seq = 1;
        try {
            FactRecord first = file.journal().getFirst();
            if (!(FactCodec.read(first) instanceof Fact.RunAdmitted admitted)) {
                throw refusal(run, "its first fact is none of this version");
            }
            RunFold fold = new RunFold(plan.apply(admitted.planDigest()), plan::apply);
            for (FactRecord entry : file.journal()) {
                seq = entry.seq();
                if (!entry.at().equals(entry.at().truncatedTo(ChronoUnit.MICROS))) {
                    throw new IllegalFact("its time is finer than any that is kept");
                }
                fold.apply(FactCodec.read(entry), entry.at());
            }
            if (!fold.closed()) {
                throw refusal(run, "it is not over");
            }
            // What cannot be shown is no use to anybody, and would only be found out later.
            RunViews.view(run, fold, seq);
            return new SentRun(file, fold, plans);
        } catch (ContractException | UncheckedIOException passed) {
            throw passed;
        } catch (RuntimeException wrong) {
            // Whatever somebody else wrote: a part that is missing shows where it is used.
            throw refusal(run, "fact " + seq + " cannot stand there: " + wrong.getMessage());
        }
    }

    static ContractException missing(RunId run, Digest content) {
        return new ContractException(
                "run.incomplete",
                ErrorCategory.CONFLICT,
                "run " + run + " is not all here: " + content.abbreviated() + " was not sent");
    }

    private static void refuse(RunId run, String why) {
        throw refusal(run, why);
    }

    static ContractException refusal(RunId run, String why) {
        return new ContractException("run.unsound", ErrorCategory.INVALID, "run " + run + " is not taken: " + why);
    }
}
