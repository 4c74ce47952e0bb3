package dev.builderos.gateway.api;

import org.jspecify.annotations.Nullable;

/**
 * Body of {@code POST /v1/orgs}.
 *
 * @param owner the address of its first owner; whoever makes it when null
 */
public record NewOrg(String id, String name, @Nullable String owner) {}
