package dev.builderos.gateway.api;

import org.jspecify.annotations.Nullable;

/**
 * Body of {@code POST /v1/tokens}.
 *
 * @param member whom it stands for; who asks when null
 * @param role it gives no more; what the member is when null
 * @param days how long it lasts, 1 to 366; 90 when null
 */
public record NewToken(
        String name,
        @Nullable String member,
        @Nullable String role,
        @Nullable Integer days) {}
