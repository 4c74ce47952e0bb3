package dev.builderos.gateway.api;

import org.jspecify.annotations.Nullable;

/**
 * How people sign on to a server.
 *
 * @param issuer of the identity provider, an OpenID Connect one; null where there is none and the server's token is all
 * @param client what clients of BuilderOS are called there; null as well then
 */
public record SignOn(@Nullable String issuer, @Nullable String client) {}
