package dev.builderos.gateway.usecase;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.builderos.contracts.Digest;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;

/** Browsers that are away at the identity provider. */
@ApplicationScoped
public class SignOns {
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final int MOST = 1_000;

    /** By the digest of what the browser holds. */
    private final Cache<Digest, IdentityProvider.Departure> away = Caffeine.newBuilder()
            .expireAfterWrite(LONGEST)
            .maximumSize(MOST)
            .executor(Runnable::run)
            .build();

    /** Gives what the browser is to hold until it is back. */
    public String keep(IdentityProvider.Departure departure) {
        String held = Secrets.next();
        away.put(Digest.of(held), departure);
        return held;
    }

    /** Once; empty where what the browser holds and what came back with it do not belong together. */
    public Optional<IdentityProvider.Departure> take(String held, String state) {
        return Optional.ofNullable(away.asMap().remove(Digest.of(held)))
                .filter(departure -> departure.state().equals(state));
    }
}
