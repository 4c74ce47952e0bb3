package dev.builderos.receipts.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.builderos.contracts.Digest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AuditLinkTest {
    private final List<AuditLink> chain = new ArrayList<>();

    AuditLinkTest() {
        AuditLink one = AuditLink.after(0, AuditLink.START, "{\"n\":1}");
        AuditLink two = AuditLink.after(1, one.hash(), "{\"n\":2}");
        AuditLink three = AuditLink.after(2, two.hash(), "{\"n\":3}");
        chain.addAll(List.of(one, two, three));
    }

    @Test
    void hashesWhatTheFormatSays() {
        byte[] written = new byte[1 + 32 + 8 + 2];
        written[0] = 1;
        written[40] = 1;
        written[41] = '{';
        written[42] = '}';

        assertThat(AuditLink.after(0, AuditLink.START, "{}").hash()).isEqualTo(Digest.of(written));
    }

    @Test
    void findsNoBreakInAWholeChain() {
        assertThat(AuditLink.firstBreak(chain)).isEmpty();
    }

    @Test
    void findsAChangedEntry() {
        chain.set(1, new AuditLink(2, "{\"n\":4}", chain.get(1).hash()));

        assertThat(AuditLink.firstBreak(chain)).hasValue(2);
    }

    @Test
    void findsADroppedEntry() {
        chain.remove(1);

        assertThat(AuditLink.firstBreak(chain)).hasValue(2);
    }

    @Test
    void findsARewrittenTail() {
        chain.set(1, AuditLink.after(1, chain.get(0).hash(), "{\"n\":4}"));

        assertThat(AuditLink.firstBreak(chain)).hasValue(3);
    }

    /** Its hash is right for the number it has, and no entry has the number before. */
    @Test
    void findsANumberThatWasLeftOut() {
        List<AuditLink> skipping =
                List.of(chain.get(0), AuditLink.after(2, chain.get(0).hash(), "{\"n\":2}"));

        assertThat(AuditLink.firstBreak(skipping)).hasValue(2);
    }
}
