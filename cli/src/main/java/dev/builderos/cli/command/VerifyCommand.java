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
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "verify",
        description = "Check a receipt or a journal export, offline: signature, hash chain, artifacts.",
        footer = {
            "",
            "Trusted are the keys in $BUILDEROS_HOME/keys, where the local server keeps its own, and those named here.",
            "",
            "  builderos verify receipt.json",
            "  builderos verify receipt.json --key team.pub.pem --artifacts out/",
            "  builderos verify journal.json --receipt receipt.json"
        })
final class VerifyCommand extends BaseCommand {
    @SuppressWarnings("NullAway.Init")
    @Parameters(paramLabel = "FILE", description = "A receipt, or a journal export.")
    Path file;

    @Option(
            names = "--key",
            paramLabel = "FILE",
            description = "The public key of a signer you trust; may be repeated.")
    List<Path> keys = List.of();

    @Nullable
    @Option(names = "--receipt", paramLabel = "FILE", description = "The receipt that covers the journal export.")
    Path receipt;

    @Nullable
    @Option(names = "--artifacts", paramLabel = "DIR", description = "Where the artifacts are, to be checked too.")
    Path artifacts;

    VerifyCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() throws IOException {
        ReceiptProof proof = ReceiptProof.trusting(
                session.home(), keys.stream().map(this::located).toList());
        Verification verification = receipt == null
                ? proof.verify(read(file), artifacts == null ? null : located(artifacts))
                : proof.verify(read(file), read(receipt), artifacts == null ? null : located(artifacts));
        if (json) {
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
