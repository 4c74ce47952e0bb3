package dev.builderos.gateway.usecase;

import io.smallrye.mutiny.Uni;
import java.net.URI;

/** Where people sign on, over OpenID Connect. Every failure is a {@link dev.builderos.contracts.ContractException}. */
public interface IdentityProvider {
    /** Whether this installation has one. The rest is asked only then. */
    boolean present();

    String issuer();

    /** What clients of BuilderOS are called there. */
    String client();

    /** Whom an access token is of; it is refused unless it was issued for BuilderOS and is in force. */
    Uni<Principal.Person> verify(String accessToken);

    /**
     * Where a browser is sent to sign on.
     *
     * @param back where it is to come back to
     */
    Uni<Departure> depart(URI back);

    /** Whom a browser that came back is of. */
    Uni<Principal.Person> arrive(Departure departure, String code);

    /**
     * A browser that was sent to sign on.
     *
     * @param address where
     * @param state comes back with it
     * @param nonce comes back in what the provider says of it
     * @param verifier shows that who left and who came back are the same
     */
    record Departure(URI address, URI back, String state, String nonce, String verifier) {
        @Override
        public String toString() {
            return "to " + address.getHost();
        }
    }
}
