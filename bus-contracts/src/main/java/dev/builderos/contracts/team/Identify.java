package dev.builderos.contracts.team;

import dev.builderos.contracts.OrgId;
import org.jspecify.annotations.Nullable;

/**
 * Which member is this account? One that was invited by its address becomes that member now, for good.
 *
 * @param org where it wants to act; null where it belongs to one org only, or does not mind
 */
public record Identify(Account account, @Nullable OrgId org) {}
