package dev.builderos.gateway.usecase;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SessionsTest {
    private static final Principal OPERATOR = new Principal.Operator();

    private Instant now = Instant.parse("2026-11-22T10:00:00Z");
    private final Sessions sessions = new Sessions(new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    });

    private Sessions.Opened opened() {
        return sessions.open(sessions.link(OPERATOR).code()).orElseThrow();
    }

    @Test
    void aLinkOpensOneSessionOnce() {
        Sessions.Link link = sessions.link(OPERATOR);

        assertThat(sessions.open(link.code())).isPresent();
        assertThat(sessions.open(link.code())).isEmpty();
        assertThat(sessions.open("guessed")).isEmpty();
    }

    @Test
    void aLinkEndsAfterTwoMinutes() {
        Sessions.Link link = sessions.link(OPERATOR);
        now = now.plus(Sessions.LINK_LASTS);

        assertThat(link.expiresAt()).isEqualTo(now);
        assertThat(sessions.open(link.code())).isEmpty();
    }

    @Test
    void admitsACookieWithItsOwnKeyOnly() {
        Sessions.Opened one = opened();
        Sessions.Opened other = opened();

        assertThat(sessions.whose(one.cookie(), one.key())).contains(OPERATOR);
        assertThat(sessions.whose(one.cookie(), other.key())).isEmpty();
        assertThat(sessions.whose(one.key(), one.cookie())).isEmpty();
        assertThat(sessions.whose("", "")).isEmpty();
    }

    @Test
    void aSessionLastsAsLongAsItIsUsed() {
        Sessions.Opened opened = opened();
        Duration nearly = Sessions.SESSION_LASTS_UNUSED.minusSeconds(1);

        now = now.plus(nearly);
        assertThat(sessions.whose(opened.cookie(), opened.key())).contains(OPERATOR);
        now = now.plus(nearly);
        assertThat(sessions.whose(opened.cookie(), opened.key())).contains(OPERATOR);
        now = now.plus(Sessions.SESSION_LASTS_UNUSED);
        assertThat(sessions.whose(opened.cookie(), opened.key())).isEmpty();
    }

    @Test
    void aSessionThatWasEndedIsOver() {
        Sessions.Opened opened = opened();

        sessions.end(opened.cookie());

        assertThat(sessions.whose(opened.cookie(), opened.key())).isEmpty();
    }

    @Test
    void keepsABoundedNumberAndForgetsTheOldest() {
        Sessions.Opened first = opened();
        Sessions.Link unused = sessions.link(OPERATOR);

        IntStream.range(0, Sessions.MOST_SESSIONS).forEach(i -> {
            now = now.plusMillis(1);
            opened();
        });
        IntStream.range(0, Sessions.MOST_LINKS).forEach(i -> {
            now = now.plusMillis(1);
            sessions.link(OPERATOR);
        });

        assertThat(sessions.whose(first.cookie(), first.key())).isEmpty();
        assertThat(sessions.open(unused.code())).isEmpty();
    }
}
