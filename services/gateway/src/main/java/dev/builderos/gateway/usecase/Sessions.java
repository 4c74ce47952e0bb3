package dev.builderos.gateway.usecase;

import dev.builderos.contracts.Digest;
import dev.builderos.gateway.config.GatewaySettings;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Browsers that were let in. A browser comes with a code that whoever has the token had made for it; for that it gets two
 * secrets: one for a cookie, which browsers show to every port of this machine, and a key that its page keeps for its own
 * origin. Neither does anything without the other. All is forgotten when the server ends, as its token is. Where a person signed
 * on, their provider is asked now and then whether they still are.
 */
@ApplicationScoped
public class Sessions {
    private static final Logger LOG = Logger.getLogger(Sessions.class);

    /** Long enough for a browser to start. */
    static final Duration LINK_LASTS = Duration.ofMinutes(2);

    static final Duration SESSION_LASTS_UNUSED = Duration.ofHours(12);
    static final int MOST_LINKS = 1_000;
    static final int MOST_SESSIONS = 10_000;

    /** A provider is asked about those who only watch some of these times in the time in which it is asked once. */
    private static final int LOOKS = 4;

    private final Clock clock;
    private final IdentityProvider provider;
    private final Duration checkEvery;

    /** By the digest of the code; the oldest gives way. */
    private final Map<Digest, Offered> links = bounded(MOST_LINKS, false, offered -> {});

    /** By the digest of what the cookie holds; the one that was used last longest ago gives way. */
    private final Map<Digest, Open> sessions = bounded(MOST_SESSIONS, true, Open::end);

    @Inject
    Sessions(Clock clock, IdentityProvider provider, GatewaySettings settings) {
        this(clock, provider, settings.signOn().checkEvery());
    }

    Sessions(Clock clock, IdentityProvider provider, Duration checkEvery) {
        this.clock = clock;
        this.provider = provider;
        this.checkEvery = checkEvery;
    }

    private record Offered(
            Instant expiresAt, Principal whose, @Nullable SignOn signOn) {}

    /**
     * @param signOn of the person; null where nobody can say whether they are still signed on
     * @param readings what ends with it
     */
    private record Open(
            Digest key,
            Instant lastUsed,
            Principal whose,
            @Nullable SignOn signOn,
            Set<Runnable> readings) {
        void end() {
            readings.forEach(Runnable::run);
        }

        Open used(Instant now) {
            return new Open(key, now, whose, signOn, readings);
        }
    }

    /** What the provider said last of somebody who signed on there; guarded by the sessions. */
    private static final class SignOn {
        private String renewal;
        private Instant asked;
        private Instant confirmed;
        private boolean underWay;

        SignOn(String renewal, Instant now) {
            this.renewal = renewal;
            this.asked = now;
            this.confirmed = now;
        }

        @Override
        public String toString() {
            return "SignOn";
        }
    }

    /** A code that opens one session, once, until then. */
    public record Link(String code, Instant expiresAt) {}

    /** A session that was opened: what its cookie holds, and the key of its page. */
    public record Opened(String cookie, String key) {}

    /**
     * Makes a code that opens one session, once.
     *
     * @param whose who will have asked for what is done in the session
     */
    public Link link(Principal whose) {
        return link(whose, null);
    }

    /** Makes a code for somebody who signed on; the session it opens ends when they are signed on no more. */
    public Link link(IdentityProvider.Arrival arrival) {
        String renewal = arrival.renewal();
        return link(arrival.person(), renewal == null ? null : new SignOn(renewal, clock.instant()));
    }

    private synchronized Link link(Principal whose, @Nullable SignOn signOn) {
        String code = Secrets.next();
        Instant expiresAt = clock.instant().plus(LINK_LASTS);
        links.put(Digest.of(code), new Offered(expiresAt, whose, signOn));
        return new Link(code, expiresAt);
    }

    /** Opens a session for a code, which is then used up; none for any other. */
    public synchronized Optional<Opened> open(String code) {
        Instant now = clock.instant();
        Offered offered = links.remove(Digest.of(code));
        if (offered == null || !offered.expiresAt().isAfter(now)) {
            return Optional.empty();
        }
        Opened opened = new Opened(Secrets.next(), Secrets.next());
        sessions.put(
                Digest.of(opened.cookie()),
                new Open(Digest.of(opened.key()), now, offered.whose(), offered.signOn(), new HashSet<>()));
        return Optional.of(opened);
    }

    /** Whose session these two open together, which then lasts on; empty when they open none. */
    public synchronized Optional<Principal> whose(String cookie, String key) {
        Instant now = clock.instant();
        Digest held = Digest.of(cookie);
        Open session = sessions.get(held);
        if (session == null) {
            return Optional.empty();
        }
        if (!session.lastUsed().plus(SESSION_LASTS_UNUSED).isAfter(now)) {
            end(held);
            return Optional.empty();
        }
        if (!Secrets.same(session.key(), Digest.of(key))) {
            return Optional.empty();
        }
        sessions.put(held, session.used(now));
        renewWhenDue(held, session.signOn());
        return Optional.of(session.whose());
    }

    /** Ends a session; there may be none. */
    public void end(String cookie) {
        end(Digest.of(cookie));
    }

    private synchronized void end(Digest held) {
        Open session = sessions.remove(held);
        if (session != null) {
            session.end();
        }
    }

    /**
     * Something is read in a session, maybe for long.
     *
     * @param end ends it; called when the session ends, from any thread, or at once where it is over
     * @return to be called when it has ended
     */
    public synchronized Runnable reading(String cookie, Runnable end) {
        Open session = sessions.get(Digest.of(cookie));
        if (session == null) {
            end.run();
            return () -> {};
        }
        session.readings().add(end);
        return () -> {
            synchronized (this) {
                session.readings().remove(end);
            }
        };
    }

    void start(@Observes StartupEvent started) {
        if (provider.present()) {
            Multi.createFrom()
                    .ticks()
                    .every(checkEvery.dividedBy(LOOKS))
                    .onOverflow()
                    .drop()
                    .subscribe()
                    .with(tick -> renewThoseWhoRead());
        }
    }

    /** Who only reads what goes on sends no request that would have us ask. */
    synchronized void renewThoseWhoRead() {
        Map<Digest, Open> reading = new HashMap<>(sessions);
        reading.values().removeIf(session -> session.readings().isEmpty());
        reading.forEach((held, session) -> renewWhenDue(held, session.signOn()));
    }

    /** Nobody waits for the answer: what is asked for in the meantime is still done. */
    private synchronized void renewWhenDue(Digest held, @Nullable SignOn signOn) {
        Instant now = clock.instant();
        if (signOn == null || signOn.underWay || signOn.asked.plus(checkEvery).isAfter(now)) {
            return;
        }
        signOn.underWay = true;
        signOn.asked = now;
        provider.renew(signOn.renewal)
                .subscribe()
                .with(renewal -> answered(held, signOn, renewal), away -> notAnswered(held, signOn, away));
    }

    private synchronized void answered(Digest held, SignOn signOn, Optional<String> renewal) {
        signOn.underWay = false;
        if (renewal.isEmpty()) {
            LOG.info("a session of the console ends: its account is signed on no more");
            end(held);
            return;
        }
        signOn.renewal = renewal.get();
        signOn.confirmed = clock.instant();
    }

    /** A provider that is away ends nobody's session, but one that stays away cannot vouch for anybody for ever. */
    private synchronized void notAnswered(Digest held, SignOn signOn, Throwable away) {
        signOn.underWay = false;
        if (!signOn.confirmed.plus(SESSION_LASTS_UNUSED).isAfter(clock.instant())) {
            LOG.warnf("a session of the console ends: nobody says that it is signed on reason=%s", away.getMessage());
            end(held);
        }
    }

    /** @param end is told of what gives way */
    private static <T> Map<Digest, T> bounded(int most, boolean byUse, Consumer<T> end) {
        return new LinkedHashMap<>(16, 0.75f, byUse) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Digest, T> eldest) {
                if (size() <= most) {
                    return false;
                }
                end.accept(eldest.getValue());
                return true;
            }
        };
    }
}
