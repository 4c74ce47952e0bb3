package dev.builderos.contracts.policy;

import dev.builderos.contracts.Requester;
import dev.builderos.contracts.SourceFile;
import org.jspecify.annotations.Nullable;

/**
 * Sets or takes away a policy that stands beside those of the projects. It holds for runs that start afterwards. Refused with
 * its problems when invalid.
 *
 * @param shadowOf the name of a project in whose runs the policy is judged too and changes nothing; null for the policy of the
 *     org, which bounds those of all projects
 * @param policy the file; null takes it away
 */
public record SetPolicy(
        Requester requester,
        @Nullable String shadowOf,
        @Nullable SourceFile policy) {}
