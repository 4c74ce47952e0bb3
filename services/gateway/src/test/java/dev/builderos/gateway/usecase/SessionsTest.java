package dev.builderos.gateway.usecase;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SessionsTest {
    private static final Principal OPERATOR = new Principal.Operator();

    private static final Principal.Person ANN =
            new Principal.Person("https://sso.example.com", "ann-1", "ann@example.com");
    private static final Duration EVERY = Duration.ofMinutes(5);

    private Instant now = Instant.parse("2026-11-22T10:00:00Z");
    private final Clock clock = new Clock() {
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
    };
    private final Provider provider = new Provider();
    private final Sessions sessions = new Sessions(clock, provider, EVERY);

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

    private Sessions.Opened signedOn() {
        return sessions.open(sessions.link(new IdentityProvider.Arrival(ANN, "first"))
                        .code())
                .orElseThrow();
    }

    private Optional<Principal> use(Sessions.Opened session) {
        return sessions.whose(session.cookie(), session.key());
    }

    @Test
    void asksAboutWhoUsesASessionOnceInAnInterval() {
        Sessions.Opened session = signedOn();

        now = now.plus(EVERY.minusSeconds(1));
        use(session);
        assertThat(provider.asked).isEmpty();
        now = now.plusSeconds(1);
        use(session);
        use(session);
        assertThat(provider.asked).containsExactly("first");
        now = now.plus(EVERY);
        use(session);
        assertThat(provider.asked).containsExactly("first", "first+");
        assertThat(use(session)).contains(ANN);
    }

    @Test
    void asksForNoAnswerWhileOneIsUnderWay() {
        Sessions.Opened session = signedOn();
        provider.answer = renewal -> Uni.createFrom().nothing();

        now = now.plus(EVERY);
        use(session);
        now = now.plus(EVERY);
        use(session);

        assertThat(provider.asked).hasSize(1);
    }

    @Test
    void aSessionEndsWithTheSignOnItCameFrom() {
        Sessions.Opened session = signedOn();
        Sessions.Opened another = signedOn();
        List<String> ended = new ArrayList<>();
        sessions.reading(session.cookie(), () -> ended.add("one"));
        sessions.reading(session.cookie(), () -> ended.add("over before")).run();
        sessions.reading(another.cookie(), () -> ended.add("of another"));
        provider.answer = renewal -> Uni.createFrom().item(Optional.empty());

        now = now.plus(EVERY);
        use(session);

        assertThat(use(session)).isEmpty();
        assertThat(ended).containsExactly("one");
        sessions.reading(session.cookie(), () -> ended.add("too late"));
        assertThat(ended).containsExactly("one", "too late");
    }

    @Test
    void aSessionInWhichOneOnlyReadsIsAskedAboutToo() {
        Sessions.Opened session = signedOn();
        List<String> ended = new ArrayList<>();
        sessions.reading(session.cookie(), () -> ended.add("stream"));
        signedOn();
        provider.answer = renewal -> Uni.createFrom().item(Optional.empty());

        now = now.plus(EVERY);
        sessions.renewThoseWhoRead();

        assertThat(provider.asked).hasSize(1);
        assertThat(ended).containsExactly("stream");
        assertThat(use(session)).isEmpty();
    }

    @Test
    void aSessionOutlivesAProviderThatIsAwayButNotForEver() {
        Sessions.Opened session = signedOn();
        provider.answer = renewal -> Uni.createFrom().failure(new IllegalStateException("away"));
        Instant confirmed = now;

        while (now.isBefore(confirmed.plus(Sessions.SESSION_LASTS_UNUSED).minus(EVERY))) {
            now = now.plus(EVERY);
            assertThat(use(session)).contains(ANN);
        }
        now = now.plus(EVERY);
        use(session);

        assertThat(use(session)).isEmpty();
    }

    @Test
    void nobodyIsAskedAboutTheOperator() {
        Sessions.Opened session = opened();

        now = now.plus(EVERY);

        assertThat(use(session)).contains(OPERATOR);
        assertThat(provider.asked).isEmpty();
    }

    @Test
    void keepsABoundedNumberAndForgetsTheOldest() {
        Sessions.Opened first = opened();
        AtomicInteger ended = new AtomicInteger();
        sessions.reading(first.cookie(), ended::incrementAndGet);
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
        assertThat(ended).as("what was read in it").hasValue(1);
    }

    /** Confirms everybody unless told otherwise. */
    private static final class Provider extends SomeProvider {
        private final List<String> asked = new ArrayList<>();
        private Function<String, Uni<Optional<String>>> answer =
                renewal -> Uni.createFrom().item(Optional.of(renewal + "+"));

        @Override
        public Uni<Optional<String>> renew(String renewal) {
            asked.add(renewal);
            return answer.apply(renewal);
        }
    }
}
