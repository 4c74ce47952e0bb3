package dev.builderos.gateway.usecase;

import io.smallrye.mutiny.Uni;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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
    Uni<Arrival> arrive(Departure departure, String code);

    /**
     * Whether who arrived still has an account and is still signed on there.
     *
     * @param renewal of their arrival, or what was given for it the last time
     * @return what to ask with the next time; empty when they are not
     */
    Uni<Optional<String>> renew(String renewal);

    /**
     * Somebody who signed on.
     *
     * @param renewal shows who it was when the provider is asked about them again; null where it gives no such thing
     */
    record Arrival(Principal.Person person, @Nullable String renewal) {
        @Override
        public String toString() {
            return person.toString();
        }
    }

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
