package dev.builderos.gateway.api;

/**
 * A token that was made.
 *
 * @param secret what is shown as a bearer token; said this once
 */
public record MadeToken(String secret, TokenView token) {
    @Override
    public String toString() {
        return token.toString();
    }
}
