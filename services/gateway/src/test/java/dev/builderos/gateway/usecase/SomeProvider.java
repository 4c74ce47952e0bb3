package dev.builderos.gateway.usecase;

import io.smallrye.mutiny.Uni;
import java.net.URI;
import java.util.Optional;

/** A provider of which nothing is asked that a test does not expect. */
abstract class SomeProvider implements IdentityProvider {
    @Override
    public boolean present() {
        return true;
    }

    @Override
    public String issuer() {
        return "http://sso.example.com";
    }

    @Override
    public String client() {
        return "builderos";
    }

    @Override
    public Uni<Principal.Person> verify(String accessToken) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Uni<Departure> depart(URI back) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Uni<Arrival> arrive(Departure departure, String code) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Uni<Optional<String>> renew(String renewal) {
        throw new UnsupportedOperationException();
    }
}
