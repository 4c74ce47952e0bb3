package dev.builderos.gateway.api;

import org.jspecify.annotations.Nullable;

/**
 * Body of {@code POST /v1/tokens}.
 *
 * @param member whom it stands for; who asks when null
 * @param role it gives no more; all that both may do who asks and whom it stands for when null
 * @param days how long it lasts, 1 to 366; 90 when null
 */
public record NewToken(
        String name,
        @Nullable String member,
        @Nullable String role,
        @Nullable Integer days) {}
