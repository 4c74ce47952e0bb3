package dev.builderos.runner.tools;

import dev.builderos.egress.Judge;
import java.util.List;

/**
 * The network as the commands of one call may reach it.
 *
 * @param hosts the patterns that the policy names; a command sees no network where there are none
 * @param tunnels whether any ends at the proxy
 * @param judge decides about each request and keeps it in the journal
 */
public record CommandNetwork(List<String> hosts, Tunnels tunnels, Judge judge) {
    /** Where tunnels end. */
    public enum Tunnels {
        AT_THEIR_HOSTS,
        /** Those to some hosts, which the judge names. */
        SOME_AT_THE_PROXY
    }

    public CommandNetwork {
        hosts = List.copyOf(hosts);
    }

    boolean isGranted() {
        return !hosts.isEmpty();
    }
}
