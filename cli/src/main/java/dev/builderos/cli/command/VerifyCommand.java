package dev.builderos.cli.command;

import dev.builderos.cli.CliFailure;
import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;
import dev.builderos.cli.project.ProofLines;
import dev.builderos.cli.project.ReceiptProof;
import dev.builderos.receipts.Verification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

final class VerifyCommand extends BaseCommand {
    private final Supplier<Path> file = arguments.parameter("FILE", "A receipt, or a journal export.", Path.class);

    private final Supplier<List<Path>> keys =
            arguments.options("--key", "FILE", "The public key of a signer you trust; may be repeated.", Path.class);

    private final Given<Path> receipt =
            arguments.option("--receipt", "FILE", "The receipt that covers the journal export.", Path.class);

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
                "  builderos verify receipt.json",
                "  builderos verify receipt.json --key team.pub.pem --artifacts out/",
                "  builderos verify journal.json --receipt receipt.json");
    }

    @Override
    public Integer call() throws IOException {
        ReceiptProof proof = ReceiptProof.trusting(
                session.home(), keys.get().stream().map(this::located).toList());
        Verification verification = receipt.get() == null
                ? proof.verify(read(file.get()), artifacts.get() == null ? null : located(artifacts.get()))
                : proof.verify(
                        read(file.get()),
                        read(receipt.get()),
                        artifacts.get() == null ? null : located(artifacts.get()));
        if (json()) {
            printJson(verification);
        } else {
            ProofLines.of(verification).forEach(this::print);
        }
        return verification.passed() ? ExitCode.OK : ExitCode.FAILED;
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
