package dev.builderos.cli.project;

import dev.builderos.cli.CliFailure;
import dev.builderos.cli.ExitCode;
import dev.builderos.gateway.api.GatewayHome;
import dev.builderos.receipts.ArtifactSource;
import dev.builderos.receipts.ReceiptVerifier;
import dev.builderos.receipts.TrustedKeys;
import dev.builderos.receipts.Verification;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Verifies receipts with the keys this user trusts. Needs no server. */
public final class ReceiptProof {
    private static final String KEYS = "keys";

    private final TrustedKeys trusted;

    private ReceiptProof(TrustedKeys trusted) {
        this.trusted = trusted;
    }

    /** Trusts the keys in the home directory, where the local server keeps its own, and these files. */
    public static ReceiptProof trusting(GatewayHome home, List<Path> files) {
        return new ReceiptProof(trusted(home, files));
    }

    /** The keys in the home directory and those in these files. */
    public static TrustedKeys trusted(GatewayHome home, List<Path> files) {
        try {
            return TrustedKeys.load(home.directory().resolve(KEYS), files);
        } catch (IOException e) {
            throw new CliFailure(ExitCode.USAGE, "a key cannot be used: " + e.getMessage());
        }
    }

    /**
     * Verifies a receipt, or a journal export alone.
     *
     * @param artifacts the directory they are in; without it they are not checked
     */
    public Verification verify(byte[] file, @Nullable Path artifacts) {
        return ReceiptVerifier.verify(file, trusted, source(artifacts));
    }

    /** Verifies that a journal export is the journal the receipt covers. */
    public Verification verify(byte[] journal, byte[] receipt, @Nullable Path artifacts) {
        return ReceiptVerifier.verify(journal, receipt, trusted, source(artifacts));
    }

    private static ArtifactSource source(@Nullable Path artifacts) {
        return artifacts == null ? ArtifactSource.none() : ArtifactSource.directory(artifacts);
    }
}
