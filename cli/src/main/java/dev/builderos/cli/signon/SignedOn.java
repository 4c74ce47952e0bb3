package dev.builderos.cli.signon;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * {@code login.json} of a home: who is signed on. Its owner alone may read it.
 *
 * @param server the address of another server; null for the one of the home
 * @param issuer of the identity provider
 * @param client what this program is called there
 * @param org where to act; null to leave it to the server
 * @param accessToken what the server is shown
 * @param expiresAt until when
 * @param refreshToken what another one is got for
 */
public record SignedOn(
        @Nullable String server,
        String issuer,
        String client,
        @Nullable String org,
        String accessToken,
        Instant expiresAt,
        String refreshToken) {
    @Override
    public String toString() {
        return "signed on at " + issuer;
    }
}
