package dev.builderos.runner.usecase;

import dev.builderos.connectors.ConnectorFailure;
import dev.builderos.connectors.git.GitConnector;
import dev.builderos.contracts.Digest;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.journal.FactRecord;
import dev.builderos.receipts.Envelope;
import dev.builderos.receipts.MalformedReceipt;
import dev.builderos.receipts.ReceiptStatement;
import dev.builderos.receipts.SealedFile;
import dev.builderos.receipts.SigningKey;
import dev.builderos.runner.actor.RunActor;
import dev.builderos.runner.config.RunnerConfig;
import dev.builderos.runner.engine.Fact;
import dev.builderos.runner.engine.Work;
import dev.builderos.runner.store.BlobStore;
import dev.builderos.runner.store.RunStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jboss.logging.Logger;

/** Issues receipts of finished runs and puts them together for whoever wants to verify. */
@ApplicationScoped
public class Receipts {
    private static final Logger LOG = Logger.getLogger(Receipts.class);
    private static final int PAGE = 1_000;

    private final RunStore store;
    private final BlobStore blobs;
    private final GitConnector git;
    private final SigningKey key;

    Receipts(RunStore store, BlobStore blobs, GitConnector git, RunnerConfig config) {
        this.store = store;
        this.blobs = blobs;
        this.git = git;
        try {
            this.key = SigningKey.loadOrCreate(config.home().resolve("keys"));
        } catch (IOException e) {
            throw new UncheckedIOException("no key to sign receipts with: " + e.getMessage(), e);
        }
    }

    /** Signs what the journal says, keeps it, and closes the run. */
    void issue(RunActor actor) {
        List<FactRecord> facts = facts(actor.id());
        Envelope envelope = ReceiptStatement.of(actor.id(), facts).sign(key);
        blobs.keep(envelope.text().getBytes(StandardCharsets.UTF_8));
        attach(actor, new SealedFile.ReceiptFile(envelope, key.verifyingKey(), facts));
        actor.appendAndWait(
                new Fact.ReceiptIssued(envelope.digest(), key.verifyingKey().keyId()));
    }

    /** The receipt file: the signed envelope and the journal it is about. */
    public String file(RunId run, Digest digest) {
        String text = blobs.read(digest)
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .orElseThrow(() -> new IllegalStateException("receipt " + digest + " is not in the store"));
        try {
            SealedFile file = new SealedFile.ReceiptFile(Envelope.parse(text), key.verifyingKey(), facts(run));
            return new String(file.bytes(), StandardCharsets.UTF_8);
        } catch (MalformedReceipt damaged) {
            throw new IllegalStateException("receipt " + digest + " is damaged", damaged);
        }
    }

    /** A pull request gets the receipt of the run that made it; before the run is closed, so that a crash repeats it. */
    private void attach(RunActor actor, SealedFile receipt) {
        String text = new String(receipt.bytes(), StandardCharsets.UTF_8);
        List<String> numbers = actor.read(fold -> fold.steps().values().stream()
                .filter(status -> status.step().work() instanceof Work.Action action
                        && action.tool().equals("git.pull_request"))
                .map(status -> status.outputs().get("number"))
                .filter(Objects::nonNull)
                .toList());
        for (String number : numbers) {
            try {
                git.attachReceipt(Path.of(actor.plan().root()), actor.plan().remote(), Integer.parseInt(number), text);
            } catch (ConnectorFailure failure) {
                LOG.warnf(failure, "receipt not attached runId=%s", actor.id());
            }
        }
    }

    private List<FactRecord> facts(RunId run) {
        List<FactRecord> facts = new ArrayList<>();
        while (true) {
            List<FactRecord> page = store.facts(run, facts.size(), PAGE).await().atMost(Duration.ofSeconds(30));
            facts.addAll(page);
            if (page.size() < PAGE) {
                return facts;
            }
        }
    }
}
