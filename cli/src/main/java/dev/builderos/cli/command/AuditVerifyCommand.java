package dev.builderos.cli.command;

import dev.builderos.cli.CliFailure;
import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;
import dev.builderos.cli.project.AuditAnchors;
import dev.builderos.cli.project.AuditProofLines;
import dev.builderos.cli.project.LocalState;
import dev.builderos.cli.project.ProjectDirectory;
import dev.builderos.cli.project.ReceiptProof;
import dev.builderos.gateway.api.GatewayClient;
import dev.builderos.receipts.TrustedKeys;
import dev.builderos.receipts.Verification;
import dev.builderos.receipts.audit.AuditVerifier;
import dev.builderos.receipts.audit.AuditVerifier.Anchor;
import dev.builderos.receipts.audit.AuditVerifier.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

final class AuditVerifyCommand extends BaseCommand {
    private final Given<Path> file =
            arguments.option("--file", "FILE", "An export, instead of the server.", Path.class);

    private final Supplier<List<Path>> keys =
            arguments.options("--key", "FILE", "The public key of a server you trust; may be repeated.", Path.class);

    private final Supplier<List<Path>> anchors =
            arguments.options("--anchor", "FILE", "A checkpoint that was kept elsewhere; may be repeated.", Path.class);

    AuditVerifyCommand(Session session) {
        super(
                session,
                "verify",
                "Check that the audit log is what it was: nothing edited, taken away, moved, or made anew.",
                "",
                "Every entry is hashed again here, and compared with the server's signed checkpoints and with those this project was",
                "shown (.builderos/audit). With --file no server is asked. Trusted are the keys in $BUILDEROS_HOME/keys and those",
                "named here. Ends with 0 when all is proven, else with 1.",
                "",
                "  builderos audit verify",
                "  builderos audit verify --file audit.jsonl --key team.pub.pem --anchor kept.checkpoint");
    }

    @Override
    public Integer call() throws IOException {
        TrustedKeys trusted = ReceiptProof.trusted(
                session.home(), keys.get().stream().map(this::located).toList());
        Verification verification = file.get() == null ? ofServer(trusted) : ofFile(located(file.get()), trusted);
        if (json()) {
            printJson(verification);
        } else {
            AuditProofLines.of(verification).forEach(this::print);
        }
        return verification.passed() ? ExitCode.OK : ExitCode.FAILED;
    }

    private Verification ofServer(TrustedKeys trusted) throws IOException {
        try (GatewayClient client = session.client()) {
            Verification verification =
                    AuditVerifier.verify(client.exportAudit(), trusted, allAnchors(), Source.SERVER);
            if (verification.passed()) {
                kept().ifPresent(state -> new AuditAnchors(state.audit()).keep(client));
            }
            return verification;
        }
    }

    private Verification ofFile(Path export, TrustedKeys trusted) throws IOException {
        if (!Files.isRegularFile(export)) {
            throw new CliFailure(ExitCode.NOT_FOUND, "there is no file " + export);
        }
        return AuditVerifier.verify(Files.newInputStream(export), trusted, allAnchors(), Source.FILE);
    }

    private Optional<LocalState> kept() {
        return projectHere().map(ProjectDirectory::state);
    }

    private List<Anchor> allAnchors() throws IOException {
        List<Anchor> all = new ArrayList<>(
                kept().map(state -> new AuditAnchors(state.audit()).all()).orElse(List.of()));
        for (Path given : anchors.get()) {
            all.add(new Anchor(given.toString(), Files.readString(located(given))));
        }
        return all;
    }

    private Path located(Path given) {
        return session.directory().resolve(given);
    }
}
