package dev.builderos.runner.tools;

import dev.builderos.egress.Judge;
import java.util.List;

/**
 * The network as the commands of one call may reach it.
 *
 * @param hosts the patterns that the policy names; a command sees no network where there are none
 * @param judge decides about each request and keeps it in the journal
 */
public record CommandNetwork(List<String> hosts, Judge judge) {
    public CommandNetwork {
        hosts = List.copyOf(hosts);
    }

    boolean isGranted() {
        return !hosts.isEmpty();
    }
}
