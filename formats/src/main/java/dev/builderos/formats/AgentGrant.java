package dev.builderos.formats;

import java.util.List;

/**
 * What one agent may touch; an empty list grants nothing.
 *
 * @param tools effect patterns: {@code fs.read}, {@code memory.*}
 * @param network hosts its commands may reach: {@code api.example.com}, {@code *.internal.example.com}
 * @param secrets names of secrets that may be used on its behalf
 */
public record AgentGrant(
        List<String> tools,
        PathGrant paths,
        NetworkGrant network,
        List<String> secrets,
        VolumeLimits limits,
        Position at) {

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
     * @param trusted those of them whose answers are vouched for, so that they do not taint a run
     * @param inject headers with secrets that the proxy adds, so that commands never have them
     */
    public record NetworkGrant(
            List<HostPattern> allow, List<HostPattern> privately, List<HostPattern> trusted, List<Injection> inject) {
        public static final NetworkGrant NONE = new NetworkGrant(List.of(), List.of(), List.of(), List.of());

        public NetworkGrant {
            allow = List.copyOf(allow);
            privately = List.copyOf(privately);
            trusted = List.copyOf(trusted);
            inject = List.copyOf(inject);
        }
    }

    /**
     * A header that is added to requests.
     *
     * @param secret one of the agent's secrets
     * @param host exactly one
     * @param methods of HTTP, in upper case
     * @param header its name
     * @param value its text, with {@link #SECRET} where the secret goes
     */
    public record Injection(
            String secret, HostPattern host, Scheme scheme, List<String> methods, String header, String value) {
        /** What stands for the secret. */
        public static final String SECRET = "${secret}";

        public Injection {
            methods = List.copyOf(methods);
        }

        /** Over what it is sent. */
        public enum Scheme {
            HTTPS,
            HTTP
        }
    }
}
