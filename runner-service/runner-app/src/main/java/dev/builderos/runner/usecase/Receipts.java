package dev.builderos.runner.usecase;

import dev.builderos.connectors.ConnectorFailure;
import dev.builderos.connectors.git.GitConnector;
import dev.builderos.contracts.Digest;
import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.journal.FactRecord;
import dev.builderos.receipts.Envelope;
import dev.builderos.receipts.MalformedReceipt;
import dev.builderos.receipts.ReceiptStatement;
import dev.builderos.receipts.SealedFile;
import dev.builderos.receipts.SigningKey;
import dev.builderos.receipts.VerifyingKey;
import dev.builderos.runner.actor.RunActor;
import dev.builderos.runner.config.RunnerConfig;
import dev.builderos.runner.engine.Fact;
import dev.builderos.runner.engine.IllegalFact;
import dev.builderos.runner.engine.RunFold;
import dev.builderos.runner.engine.Work;
import dev.builderos.runner.store.BlobStore;
import dev.builderos.runner.store.Journal;
import dev.builderos.runner.store.RunStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.jboss.logging.Logger;

/** Issues receipts of finished runs and puts them together for whoever wants to verify. */
@ApplicationScoped
public class Receipts {
    private static final Logger LOG = Logger.getLogger(Receipts.class);
    private static final int BATCH = 100;
    /** With this many waiting, receipts give way no more. */
    private static final int MANY = 1_000;
    /** With this many waiting no new run is taken on. */
    private static final int MOST_WAITING = 20_000;
    /** Facts of a run whose journal is read together with others. */
    private static final int SMALL = 200;

    private static final Duration GIVE_WAY = Duration.ofMillis(500);
    private static final Duration BOUND = Duration.ofSeconds(30);

    private final RunStore store;
    private final BlobStore blobs;
    private final GitConnector git;
    private final SigningKey key;
    private final Journal journal;
    private final LinkedBlockingQueue<RunActor> wanted = new LinkedBlockingQueue<>();
    private final Thread worker = Thread.ofPlatform().daemon().name("receipts").unstarted(this::work);

    Receipts(RunStore store, Journal journal, BlobStore blobs, GitConnector git, RunnerConfig config) {
        this.store = store;
        this.journal = journal;
        this.blobs = blobs;
        this.git = git;
        try {
            this.key = SigningKey.loadOrCreate(config.home().resolve("keys"));
        } catch (IOException e) {
            throw new UncheckedIOException("no key to sign receipts with: " + e.getMessage(), e);
        }
    }

    /** The run is over: its receipt is issued soon. Giving way to runs that still go costs nobody anything. */
    void request(RunActor actor) {
        wanted.add(actor);
    }

    void start() {
        worker.start();
    }

    /** Issues nothing more. */
    void stop() {
        worker.interrupt();
    }

    private void work() {
        List<RunActor> batch = new ArrayList<>();
        try {
            while (true) {
                batch.add(wanted.take());
                if (wanted.size() < MANY) {
                    journal.awaitQuiet(GIVE_WAY);
                }
                wanted.drainTo(batch, BATCH - 1);
                issueAll(batch);
                batch.clear();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** One after the other on this thread; their commits go together. */
    private void issueAll(List<RunActor> batch) {
        List<RunActor> small =
                batch.stream().filter(actor -> actor.seq() <= SMALL).toList();
        Map<RunId, List<FactRecord>> journals = Map.of();
        if (small.size() > 1) {
            try {
                journals = store.facts(small.stream().map(RunActor::id).toList())
                        .await()
                        .atMost(BOUND);
            } catch (RuntimeException failed) {
                LOG.warnf("receipts: journals are read one by one reason=%s", failed.getMessage());
            }
        }
        List<CompletableFuture<Void>> issued = new ArrayList<>();
        for (RunActor actor : batch) {
            List<FactRecord> facts = journals.get(actor.id());
            try {
                issued.add(issue(actor, facts == null ? store.journal(actor.id(), BOUND) : facts));
            } catch (IllegalFact late) {
                LOG.debugf("receipt is there already runId=%s reason=%s", actor.id(), late.getMessage());
            } catch (RuntimeException failed) {
                LOG.errorf(failed, "no receipt runId=%s", actor.id());
            }
        }
        // Whoever goes on with a run whose commit is refused asks for its receipt again.
        CompletableFuture.allOf(issued.toArray(CompletableFuture[]::new))
                .exceptionally(refused -> null)
                .join();
    }

    /** Whether so many wait that nothing new is to be taken on. */
    boolean overloaded() {
        return wanted.size() >= MOST_WAITING;
    }

    /** Signs what the journal says, keeps it, and closes the run. */
    private CompletableFuture<Void> issue(RunActor actor, List<FactRecord> facts) {
        Envelope envelope = ReceiptStatement.of(actor.id(), facts).sign(key);
        if (actor.read(RunFold::replayed) == null) {
            attach(actor, envelope, facts);
        }
        return actor.close(receipt(envelope));
    }

    /** Signs what the journal of a run says. */
    RunActor.Receipt sign(RunId run, List<FactRecord> journal) {
        return receipt(ReceiptStatement.of(run, journal).sign(key));
    }

    private RunActor.Receipt receipt(Envelope envelope) {
        String text = envelope.text();
        return new RunActor.Receipt(
                new Fact.ReceiptIssued(Digest.of(text), key.verifyingKey().keyId()), text);
    }

    /** The receipt file: the signed envelope and the journal it is about. */
    public String file(OrgId org, RunId run, Digest digest) {
        String text = store.receipt(run)
                .await()
                .atMost(BOUND)
                .or(() -> blobs.read(org, digest).map(bytes -> new String(bytes, StandardCharsets.UTF_8)))
                .orElseThrow(() -> new IllegalStateException("receipt " + digest + " is not in the store"));
        try {
            SealedFile file = new SealedFile.ReceiptFile(Envelope.parse(text), signer(run), store.journal(run, BOUND));
            return new String(file.bytes(), StandardCharsets.UTF_8);
        } catch (MalformedReceipt damaged) {
            throw new IllegalStateException("receipt " + digest + " is damaged", damaged);
        }
    }

    /** Whose signature the receipt of a run has: ours, or that of the server it was brought from. */
    private VerifyingKey signer(RunId run) {
        return store.keyOf(run)
                .await()
                .atMost(BOUND)
                .map(brought -> VerifyingKey.ofX509(Base64.getDecoder().decode(brought)))
                .orElseGet(key::verifyingKey);
    }

    /** A pull request gets the receipt of the run that made it; before the run is closed, so that a crash repeats it. */
    private void attach(RunActor actor, Envelope envelope, List<FactRecord> facts) {
        List<String> numbers = actor.read(fold -> fold.steps().values().stream()
                .filter(status -> status.step().work() instanceof Work.Action action
                        && action.tool().equals("git.pull_request"))
                .map(status -> status.outputs().get("number"))
                .filter(Objects::nonNull)
                .toList());
        if (numbers.isEmpty()) {
            return;
        }
        SealedFile receipt = new SealedFile.ReceiptFile(envelope, key.verifyingKey(), facts);
        String text = new String(receipt.bytes(), StandardCharsets.UTF_8);
        for (String number : numbers) {
            try {
                git.attachReceipt(Path.of(actor.plan().root()), actor.plan().remote(), Integer.parseInt(number), text);
            } catch (ConnectorFailure failure) {
                LOG.warnf(failure, "receipt not attached runId=%s", actor.id());
            }
        }
    }
}
