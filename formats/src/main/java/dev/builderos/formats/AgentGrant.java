package dev.builderos.formats;

import java.util.List;

/**
 * What one agent may touch; an empty list grants nothing.
 *
 * @param tools effect patterns: {@code fs.read}, {@code memory.*}
 * @param network hosts its commands may reach: {@code api.example.com}, {@code *.internal.example.com}
 * @param secrets names of secrets that may be used on its behalf
 */
public record AgentGrant(List<String> tools, PathGrant paths, NetworkGrant network, List<String> secrets, Position at) {

    public AgentGrant {
        tools = List.copyOf(tools);
        secrets = List.copyOf(secrets);
    }

    /** Globs relative to the project root; {@code deny} is stronger than the others. */
    public record PathGrant(List<String> read, List<String> write, List<String> deny) {
        static final PathGrant NONE = new PathGrant(List.of(), List.of(), List.of());

        public PathGrant {
            read = List.copyOf(read);
            write = List.copyOf(write);
            deny = List.copyOf(deny);
        }
    }

    /**
     * Hosts that commands may reach.
     *
     * @param privately those of them that may be at addresses of this machine or a private network
     */
    public record NetworkGrant(List<HostPattern> allow, List<HostPattern> privately) {
        public static final NetworkGrant NONE = new NetworkGrant(List.of(), List.of());

        public NetworkGrant {
            allow = List.copyOf(allow);
            privately = List.copyOf(privately);
        }
    }
}
