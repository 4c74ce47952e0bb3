package dev.builderos.receipts.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.builderos.contracts.CanonicalJson;
import dev.builderos.receipts.Check;
import dev.builderos.receipts.Envelope;
import dev.builderos.receipts.MalformedReceipt;
import dev.builderos.receipts.TrustedKeys;
import dev.builderos.receipts.Verification;
import dev.builderos.receipts.Verification.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is not written exactly as it is to be written is not read. */
class AuditFormTest {
    private final KeptLog log = KeptLog.of(10, 10);

    @Test
    void anEmptyExportProvesNothing() {
        assertFailed("", "The export is empty.");
    }

    @Test
    void anExportNamesItsKind() {
        assertFailed(log.export().replace("builderos/audit@v1", "builderos/audit@v9"), "it is no builderos/audit@v1");
    }

    @Test
    void aHeaderHasNothingBesides() {
        assertFailed(log.export().replaceFirst("\\{\"at\"", "{\"age\":1,\"at\""), "the header");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"seq\":11}",
                "{\"seq\":x,\"hash\":\"sha256:0000000000000000000000000000000000000000000000000000000000000000\",\"entry\":{}}",
                "{\"seq\":11,\"hash\":\"sha256:zz00000000000000000000000000000000000000000000000000000000000000\",\"entry\":{}}",
            })
    void aLineThatIsNoEntryIsAFinding(String line) {
        assertFailed(log.export() + line + "\n", "a line is no entry");
    }

    /** The key of the server signs receipts too: what it signed as another thing is no checkpoint. */
    @Test
    void aCheckpointSaysThatItIsOne() {
        String other = Envelope.sign(
                        Envelope.IN_TOTO,
                        CanonicalJson.bytes(log.checkpoints.getFirst().checkpoint()),
                        log.key)
                .text();

        assertThatThrownBy(() -> SignedCheckpoint.parse(other))
                .isInstanceOf(MalformedReceipt.class)
                .hasMessageContaining("does not call itself a checkpoint");
    }

    @Test
    void aCheckpointHasNothingBesides() {
        Map<String, Object> more = Map.of(
                "org",
                "local",
                "number",
                1,
                "seq",
                10,
                "head",
                log.entries.getLast().hash().value(),
                "at",
                KeptLog.START.toString(),
                "previous",
                Checkpoint.NONE.value(),
                "note",
                "more");
        String text = Envelope.sign(SignedCheckpoint.PAYLOAD_TYPE, CanonicalJson.bytes(more), log.key)
                .text();

        assertThatThrownBy(() -> SignedCheckpoint.parse(text)).isInstanceOf(MalformedReceipt.class);
    }

    @Test
    void aLineHasABound() {
        try (Lines lines = new Lines(new Endless(64L * 1024 * 1024 + 1))) {
            assertThatThrownBy(lines::next)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("a line is longer than");
        } catch (IOException closed) {
            throw new AssertionError(closed);
        }
    }

    /** So many times the same letter. */
    private static final class Endless extends InputStream {
        private long left;

        Endless(long length) {
            this.left = length;
        }

        @Override
        public int read() {
            return left-- > 0 ? 'x' : -1;
        }

        @Override
        public int read(byte[] into, int from, int length) {
            if (left <= 0) {
                return -1;
            }
            int now = (int) Math.min(left, length);
            left -= now;
            Arrays.fill(into, from, from + now, (byte) 'x');
            return now;
        }
    }

    private void assertFailed(String export, String sentence) {
        Verification verification = KeptLog.verify(export, TrustedKeys.of(log.key.verifyingKey()));

        assertThat(verification.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(verification.with(Check.Outcome.FAILED))
                .extracting(Check::sentence)
                .anyMatch(each -> each.contains(sentence));
    }
}
