package dev.builderos.runner.tools;

import dev.builderos.connectors.EffectContext;
import dev.builderos.contracts.OrgId;
import dev.builderos.sandbox.Origin;
import java.util.function.Predicate;

/**
 * Where a tool works.
 *
 * @param org whose content it reads and keeps
 * @param effect what connectors are told
 * @param origin whose commands are
 * @param sandbox how commands are confined, as the run was asked for
 * @param output takes the lines of a command
 * @param variables environment variables that commands of this call see
 * @param secrets where the values of secrets come from
 * @param network what its commands may reach
 * @param mayRead whether the policy lets the caller read this path; for tools that come across files nobody named
 */
public record ToolContext(
        OrgId org,
        EffectContext effect,
        Origin origin,
        String sandbox,
        CommandOutput output,
        CommandVariables variables,
        Secrets secrets,
        CommandNetwork network,
        Predicate<String> mayRead) {}
