package dev.builderos.gateway.usecase;

import dev.builderos.contracts.Digest;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Browsers that were let in. A browser comes with a code that whoever has the token had made for it; for that it gets two
 * secrets: one for a cookie, which browsers show to every port of this machine, and a key that its page keeps for its own
 * origin. Neither does anything without the other. All is forgotten when the server ends, as its token is.
 */
@ApplicationScoped
public class Sessions {
    /** Long enough for a browser to start. */
    static final Duration LINK_LASTS = Duration.ofMinutes(2);

    static final Duration SESSION_LASTS_UNUSED = Duration.ofHours(12);
    static final int MOST_LINKS = 1_000;
    static final int MOST_SESSIONS = 10_000;

    private final Clock clock;

    /** By the digest of the code; the oldest gives way. */
    private final Map<Digest, Offered> links = bounded(MOST_LINKS, false);

    /** By the digest of what the cookie holds; the one that was used last longest ago gives way. */
    private final Map<Digest, Open> sessions = bounded(MOST_SESSIONS, true);

    Sessions(Clock clock) {
        this.clock = clock;
    }

    private record Offered(Instant expiresAt, Principal whose) {}

    private record Open(Digest key, Instant lastUsed, Principal whose) {}

    /** A code that opens one session, once, until then. */
    public record Link(String code, Instant expiresAt) {}

    /** A session that was opened: what its cookie holds, and the key of its page. */
    public record Opened(String cookie, String key) {}

    /**
     * Makes a code that opens one session, once.
     *
     * @param whose who will have asked for what is done in the session
     */
    public synchronized Link link(Principal whose) {
        String code = Secrets.next();
        Instant expiresAt = clock.instant().plus(LINK_LASTS);
        links.put(Digest.of(code), new Offered(expiresAt, whose));
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
        sessions.put(Digest.of(opened.cookie()), new Open(Digest.of(opened.key()), now, offered.whose()));
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
            sessions.remove(held);
            return Optional.empty();
        }
        if (!Secrets.same(session.key(), Digest.of(key))) {
            return Optional.empty();
        }
        sessions.put(held, new Open(session.key(), now, session.whose()));
        return Optional.of(session.whose());
    }

    /** Ends a session; there may be none. */
    public synchronized void end(String cookie) {
        sessions.remove(Digest.of(cookie));
    }

    private static <T> Map<Digest, T> bounded(int most, boolean byUse) {
        return new LinkedHashMap<>(16, 0.75f, byUse) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Digest, T> eldest) {
                return size() > most;
            }
        };
    }
}
