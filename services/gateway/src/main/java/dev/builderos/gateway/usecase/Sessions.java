package dev.builderos.gateway.usecase;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
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
    static final int MOST_LINKS = 16;
    static final int MOST_SESSIONS = 64;

    private static final int SECRET_BYTES = 32;

    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    /** By the digest of the code. */
    private final Map<String, Offered> links = new HashMap<>();

    /** By the digest of what the cookie holds. */
    private final Map<String, Open> sessions = new HashMap<>();

    Sessions(Clock clock) {
        this.clock = clock;
    }

    private record Offered(Instant expiresAt, Principal whose) {}

    private record Open(String keyDigest, Instant lastUsed, Principal whose) {}

    /** A code that opens one session, once, until then. */
    public record Link(String code, Instant expiresAt) {}

    /** A session that was opened: what its cookie holds, and the key of its page. */
    public record Opened(String cookie, String key) {}

    /** @param whose who will have asked for what is done in the session */
    public synchronized Link link(Principal whose) {
        Instant now = clock.instant();
        links.values().removeIf(offered -> !offered.expiresAt().isAfter(now));
        dropOldest(links, Comparator.comparing(Offered::expiresAt), MOST_LINKS - 1);
        String code = secret();
        Instant expiresAt = now.plus(LINK_LASTS);
        links.put(digest(code), new Offered(expiresAt, whose));
        return new Link(code, expiresAt);
    }

    /** Opens a session for a code, which is then used up; none for any other. */
    public synchronized Optional<Opened> open(String code) {
        Instant now = clock.instant();
        Offered offered = links.remove(digest(code));
        if (offered == null || !offered.expiresAt().isAfter(now)) {
            return Optional.empty();
        }
        forgetUnused(now);
        dropOldest(sessions, Comparator.comparing(Open::lastUsed), MOST_SESSIONS - 1);
        Opened opened = new Opened(secret(), secret());
        sessions.put(digest(opened.cookie()), new Open(digest(opened.key()), now, offered.whose()));
        return Optional.of(opened);
    }

    /** Whose session these two open together, which then lasts on; empty when they open none. */
    public synchronized Optional<Principal> whose(String cookie, String key) {
        Instant now = clock.instant();
        forgetUnused(now);
        Open session = sessions.get(digest(cookie));
        if (session == null || !isSame(session.keyDigest(), digest(key))) {
            return Optional.empty();
        }
        sessions.put(digest(cookie), new Open(session.keyDigest(), now, session.whose()));
        return Optional.of(session.whose());
    }

    /** Ends a session; there may be none. */
    public synchronized void end(String cookie) {
        sessions.remove(digest(cookie));
    }

    private void forgetUnused(Instant now) {
        sessions.values()
                .removeIf(open -> !open.lastUsed().plus(SESSION_LASTS_UNUSED).isAfter(now));
    }

    private static <T> void dropOldest(Map<String, T> from, Comparator<T> age, int most) {
        while (from.size() > most) {
            from.entrySet().stream()
                    .min(Map.Entry.comparingByValue(age))
                    .map(Map.Entry::getKey)
                    .ifPresent(from::remove);
        }
    }

    private String secret() {
        byte[] bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static String digest(String secret) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** In a time that tells nothing of where they differ. */
    private static boolean isSame(String digest, String other) {
        return MessageDigest.isEqual(
                digest.getBytes(StandardCharsets.US_ASCII), other.getBytes(StandardCharsets.US_ASCII));
    }
}
