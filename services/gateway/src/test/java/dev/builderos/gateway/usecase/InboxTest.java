package dev.builderos.gateway.usecase;

import static org.assertj.core.api.Assertions.assertThat;

import dev.builderos.gateway.api.Answer;
import dev.builderos.gateway.api.ApprovalRequirement;
import dev.builderos.gateway.api.ApprovalState;
import dev.builderos.gateway.api.ApprovalView;
import dev.builderos.gateway.api.Effect;
import dev.builderos.gateway.api.EffectCard;
import dev.builderos.gateway.api.Risk;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InboxTest {
    private final Inbox inbox = new Inbox();

    @Test
    void beginsWithWhatIsPending() {
        assertThat(inbox.next()).isInstanceOf(Inbox.List.class);

        inbox.pending(List.of(approval("a", ApprovalState.PENDING, 0)));

        assertThat(inbox.next()).isEqualTo(new Inbox.Give(approval("a", ApprovalState.PENDING, 0)));
        assertThat(inbox.next()).isInstanceOf(Inbox.Wait.class);
    }

    @Test
    void saysNothingTwice() {
        inbox.next();
        inbox.news(approval("a", ApprovalState.PENDING, 0));
        inbox.pending(List.of(approval("a", ApprovalState.PENDING, 0)));

        assertThat(inbox.next()).isInstanceOf(Inbox.Give.class);
        assertThat(inbox.next()).isInstanceOf(Inbox.Wait.class);
    }

    @Test
    void tellsEveryFurtherAnswer() {
        inbox.next();
        inbox.pending(List.of(approval("a", ApprovalState.PENDING, 0)));
        inbox.next();

        inbox.news(approval("a", ApprovalState.PENDING, 1));

        assertThat(inbox.next()).isEqualTo(new Inbox.Give(approval("a", ApprovalState.PENDING, 1)));
    }

    @Test
    void neverGoesBackFromClosedToPending() {
        inbox.next();
        inbox.news(approval("a", ApprovalState.GRANTED, 1));
        inbox.pending(List.of(approval("a", ApprovalState.PENDING, 0)));

        assertThat(inbox.next()).isEqualTo(new Inbox.Give(approval("a", ApprovalState.GRANTED, 1)));
        assertThat(inbox.next()).isInstanceOf(Inbox.Wait.class);
    }

    @Test
    void findsOutWhatBecameOfOneWhoseNewsWereMissed() {
        inbox.next();
        inbox.pending(List.of(approval("a", ApprovalState.PENDING, 0)));
        inbox.next();

        inbox.lookAgain();
        assertThat(inbox.next()).isInstanceOf(Inbox.List.class);
        inbox.pending(List.of());

        assertThat(inbox.next()).isEqualTo(new Inbox.Find("a"));
    }

    private static ApprovalView approval(String id, ApprovalState state, int answers) {
        return new ApprovalView(
                id,
                "local",
                "hello",
                "run",
                "release",
                state,
                new Effect("deploy.release", "pipeline", "prod", Map.of()),
                "sha256:1",
                "sha256:2",
                new ApprovalRequirement(2, List.of("Owner"), List.of(), Duration.ofHours(1)),
                new EffectCard("release", "{}", null, new Risk(Risk.Level.HIGH, List.of()), "roll back", "prod", null),
                "local:owner",
                Instant.EPOCH,
                Instant.EPOCH,
                Collections.nCopies(
                        answers, new ApprovalView.Given("local:owner", Answer.APPROVE, "cli", null, Instant.EPOCH)),
                null,
                null);
    }
}
