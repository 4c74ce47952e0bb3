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
        return sessions.open(sessions.link().code()).orElseThrow();
    }

    @Test
    void aLinkOpensOneSessionOnce() {
        Sessions.Link link = sessions.link();

        assertThat(sessions.open(link.code())).isPresent();
        assertThat(sessions.open(link.code())).isEmpty();
        assertThat(sessions.open("guessed")).isEmpty();
    }

    @Test
    void aLinkEndsAfterTwoMinutes() {
        Sessions.Link link = sessions.link();
        now = now.plus(Sessions.LINK_LASTS);

        assertThat(link.expiresAt()).isEqualTo(now);
        assertThat(sessions.open(link.code())).isEmpty();
    }

    @Test
    void admitsACookieWithItsOwnKeyOnly() {
        Sessions.Opened one = opened();
        Sessions.Opened other = opened();

        assertThat(sessions.admits(one.cookie(), one.key())).isTrue();
        assertThat(sessions.admits(one.cookie(), other.key())).isFalse();
        assertThat(sessions.admits(one.key(), one.cookie())).isFalse();
        assertThat(sessions.admits("", "")).isFalse();
    }

    @Test
    void aSessionLastsAsLongAsItIsUsed() {
        Sessions.Opened opened = opened();
        Duration nearly = Sessions.SESSION_LASTS_UNUSED.minusSeconds(1);

        now = now.plus(nearly);
        assertThat(sessions.admits(opened.cookie(), opened.key())).isTrue();
        now = now.plus(nearly);
        assertThat(sessions.admits(opened.cookie(), opened.key())).isTrue();
        now = now.plus(Sessions.SESSION_LASTS_UNUSED);
        assertThat(sessions.admits(opened.cookie(), opened.key())).isFalse();
    }

    @Test
    void aSessionThatWasEndedIsOver() {
        Sessions.Opened opened = opened();

        sessions.end(opened.cookie());

        assertThat(sessions.admits(opened.cookie(), opened.key())).isFalse();
    }

    @Test
    void keepsABoundedNumberAndForgetsTheOldest() {
        Sessions.Opened first = opened();
        Sessions.Link unused = sessions.link();

        IntStream.range(0, Sessions.MOST_SESSIONS).forEach(i -> {
            now = now.plusMillis(1);
            opened();
        });
        IntStream.range(0, Sessions.MOST_LINKS).forEach(i -> {
            now = now.plusMillis(1);
            sessions.link();
        });

        assertThat(sessions.admits(first.cookie(), first.key())).isFalse();
        assertThat(sessions.open(unused.code())).isEmpty();
    }
}
