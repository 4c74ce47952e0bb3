package dev.builderos.policy.engine;

import dev.builderos.formats.AgentGrant;
import dev.builderos.formats.AgentGrant.Injection;
import dev.builderos.formats.AgentGrant.NetworkGrant;
import dev.builderos.formats.HostPattern;
import dev.builderos.formats.PolicyDefinition;
import dev.builderos.formats.Problem;
import java.util.List;

/**
 * What the policy of an org leaves of a project's {@code network.private} and {@code network.inject}. Hosts and secrets are judged with
 * each request; these say how a request that is allowed is made, so a project that writes more than the org does is not taken.
 */
final class NetworkBounds {
    private NetworkBounds() {}

    /** Tells what a project writes beyond the org's block of the same agent, where that says anything of the network. */
    static void check(PolicyDefinition project, PolicyDefinition org, List<Problem> problems) {
        project.agents().forEach((agent, grant) -> {
            AgentGrant bounds = org.agents().get(agent);
            if (bounds == null || bounds.network().equals(NetworkGrant.NONE)) {
                return;
            }
            grant.network().privately().stream()
                    .filter(host -> bounds.network().privately().stream().noneMatch(bound -> covers(bound, host)))
                    .map(host -> beyond(project, agent, grant, "private", "`" + host + "`"))
                    .forEach(problems::add);
            grant.network().inject().stream()
                    .filter(added -> bounds.network().inject().stream().noneMatch(bound -> covers(bound, added)))
                    .map(added -> beyond(
                            project,
                            agent,
                            grant,
                            "inject",
                            "the secret " + added.secret() + " for `" + added.host() + "` in this way"))
                    .forEach(problems::add);
        });
    }

    /** Ports do not count: a host that may be at a private address may be so on each. */
    private static boolean covers(HostPattern bound, HostPattern host) {
        return bound.equals(host) || ((bound.many() || !host.many()) && bound.names(host.host()));
    }

    /** The same secret in the same header to the same host, for no other methods. */
    private static boolean covers(Injection bound, Injection added) {
        return bound.secret().equals(added.secret())
                && bound.host().equals(added.host())
                && bound.scheme() == added.scheme()
                && bound.header().equalsIgnoreCase(added.header())
                && bound.value().equals(added.value())
                && bound.methods().containsAll(added.methods());
    }

    private static Problem beyond(PolicyDefinition project, String agent, AgentGrant grant, String key, String what) {
        String where = "agents." + agent + ".network." + key;
        return new Problem(
                project.source().path(),
                grant.at(),
                where + " has " + what
                        + ", and the policy of the org does not; take it out, or have the org write it under " + where
                        + " too",
                null);
    }
}
