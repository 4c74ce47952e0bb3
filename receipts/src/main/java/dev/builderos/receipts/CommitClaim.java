package dev.builderos.receipts;

import com.fasterxml.jackson.databind.JsonNode;
import dev.builderos.receipts.SealedFile.ReceiptFile;
import java.util.Optional;

/**
 * Which commits a receipt speaks of: those that can be reached from the head its run left and not from the base it began with. A claim,
 * until the receipt is verified.
 *
 * @param run the run's id
 * @param base where the run began
 * @param head what the run left
 */
public record CommitClaim(String run, String base, String head) {
    private static final String COMMIT = "[0-9a-f]{40}([0-9a-f]{24})?";

    /** What a receipt file claims; empty for other files, and for runs that left no commit. */
    public static Optional<CommitClaim> of(byte[] file) {
        try {
            if (!(SealedFile.parse(file) instanceof ReceiptFile receipt)) {
                return Optional.empty();
            }
            JsonNode statement = StrictJson.canonical(receipt.envelope().payloadBytes());
            String base = statement
                    .at("/predicate/buildDefinition/resolvedDependencies/0/digest/gitCommit")
                    .asText();
            String head = statement.at("/subject/0/digest/gitCommit").asText();
            String run =
                    statement.at("/predicate/runDetails/metadata/invocationId").asText();
            return base.matches(COMMIT) && head.matches(COMMIT)
                    ? Optional.of(new CommitClaim(run, base, head))
                    : Optional.empty();
        } catch (MalformedReceipt notOne) {
            return Optional.empty();
        }
    }
}
