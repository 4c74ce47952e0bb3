package dev.builderos.cli.command;

import dev.builderos.cli.CliFailure;
import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;
import dev.builderos.cli.merge.MergeCheck;
import dev.builderos.cli.project.MergeLines;
import dev.builderos.cli.project.ProofLines;
import dev.builderos.cli.project.ReceiptProof;
import dev.builderos.receipts.Verification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

final class VerifyCommand extends BaseCommand {
    private final Given<String> file = arguments.optionalParameter("FILE", "A receipt, or a journal export.");

    private final Supplier<List<Path>> keys =
            arguments.options("--key", "FILE", "The public key of a signer you trust; may be repeated.", Path.class);

    private final Given<Path> receipt =
            arguments.option("--receipt", "FILE", "The receipt that covers the journal export.", Path.class);

    private final Given<String> commit = arguments.option(
            "--commit", "COMMIT", "Instead of a file: whether this commit, or each of a range A..B, may be merged.");

    private final Supplier<List<Path>> receipts = arguments.options(
            "--receipts", "DIR", "With --commit: where receipts are, too; may be repeated.", Path.class);

    private final Supplier<Boolean> all =
            arguments.flag("--all", "With --commit: demand a receipt of every commit, whoever made it.");

    private final Given<Path> artifacts =
            arguments.option("--artifacts", "DIR", "Where the artifacts are, to be checked too.", Path.class);

    VerifyCommand(Session session) {
        super(
                session,
                "verify",
                "Check a receipt or a journal export, offline: signature, hash chain, artifacts.",
                "",
                "Trusted are the keys in $BUILDEROS_HOME/keys, where the local server keeps its own, and those named here.",
                "",
                "With --commit no server and no file is needed: a commit that an agent made, by its author, committer or trailer, is",
                "refused when no proven receipt covers it. Receipts are looked for in .builderos/runs, refs/builderos/pulls/* and",
                "--receipts. Name a key that does not come with the commits.",
                "",
                "  builderos verify --commit origin/main..HEAD --key team.pub.pem",
                "  builderos verify receipt.json",
                "  builderos verify receipt.json --key team.pub.pem --artifacts out/",
                "  builderos verify journal.json --receipt receipt.json");
    }

    @Override
    public Integer call() throws IOException {
        ReceiptProof proof = ReceiptProof.trusting(
                session.home(), keys.get().stream().map(this::located).toList());
        if (commit.get() != null) {
            return commits(proof, commit.get());
        }
        Path named = named();
        Verification verification = receipt.get() == null
                ? proof.verify(read(named), artifacts.get() == null ? null : located(artifacts.get()))
                : proof.verify(
                        read(named), read(receipt.get()), artifacts.get() == null ? null : located(artifacts.get()));
        if (json()) {
            printJson(verification);
        } else {
            ProofLines.of(verification).forEach(this::print);
        }
        return verification.passed() ? ExitCode.OK : ExitCode.FAILED;
    }

    private Integer commits(ReceiptProof proof, String revision) {
        Verification verification = new CommitVerification(
                        proof,
                        session.directory(),
                        receipts.get().stream().map(this::located).toList())
                .of(revision, all.get() ? MergeCheck.Demand.EVERY : MergeCheck.Demand.MARKED);
        if (json()) {
            printJson(verification);
        } else {
            MergeLines.of(verification).forEach(this::print);
        }
        return verification.passed() ? ExitCode.OK : ExitCode.FAILED;
    }

    private Path named() {
        String given = file.get();
        if (given == null) {
            throw new CliFailure(ExitCode.USAGE, "what is to be verified? name a FILE, or a commit with --commit");
        }
        return Path.of(given);
    }

    private Path located(Path given) {
        return session.directory().resolve(given);
    }

    private byte[] read(Path given) throws IOException {
        Path located = located(given);
        if (!Files.isRegularFile(located)) {
            throw new CliFailure(ExitCode.NOT_FOUND, "there is no file " + given);
        }
        return Files.readAllBytes(located);
    }
}
