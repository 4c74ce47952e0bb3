package dev.builderos.policy.engine;

import dev.builderos.contracts.effect.Effect;
import dev.builderos.formats.HostPattern;
import java.util.List;

/** Which hosts the commands of one agent may reach: for the requests that the proxy of a sandbox asks about. */
record NetworkHosts(List<HostPattern> allowed, List<HostPattern> trusted, List<String> secrets) {
    /** A request of a command, while it runs; granted by naming hosts, not among the tools. */
    static final String REQUEST = "net.request";

    NetworkHosts {
        allowed = List.copyOf(allowed);
        trusted = List.copyOf(trusted);
        secrets = List.copyOf(secrets);
    }

    Ruling judge(String agent, Effect effect) {
        if (!(effect.arguments().get("scheme") instanceof String scheme)
                || !(effect.arguments().get("host") instanceof String host)
                || !(effect.arguments().get("port") instanceof Number port)) {
            return new Ruling.Deny(
                    CompiledGrant.DEFAULT_DENY, REQUEST + " needs the arguments `scheme`, `host` and `port`");
        }
        Object secret = effect.arguments().get("secret");
        if (secret != null && !(secret instanceof String name && secrets.contains(name))) {
            return new Ruling.Deny(
                    CompiledGrant.DEFAULT_DENY,
                    "`" + agent + "` is not granted the secret " + secret + "; add it to agents." + agent + ".secrets");
        }
        if (allowed.stream().anyMatch(pattern -> pattern.matches(scheme, host, port.intValue()))) {
            return new Ruling.Allow(
                    CompiledGrant.AGENT_GRANT, "commands of `" + agent + "` may reach " + host + ":" + port);
        }
        return new Ruling.Deny(
                CompiledGrant.DEFAULT_DENY,
                "commands of `" + agent + "` may not reach " + host + ":" + port + "; add `" + host
                        + (isUsual(scheme, port.intValue()) ? "" : ":" + port) + "` to agents." + agent
                        + ".network.allow");
    }

    /** Whether somebody vouches for what comes back. */
    boolean trusts(Effect effect) {
        return means(trusted, effect);
    }

    /** Whether one of these hosts is the one that is reached; a request that does not say so reaches none. */
    static boolean means(List<HostPattern> hosts, Effect effect) {
        return effect.arguments().get("scheme") instanceof String scheme
                && effect.arguments().get("host") instanceof String host
                && effect.arguments().get("port") instanceof Number port
                && hosts.stream().anyMatch(pattern -> pattern.matches(scheme, host, port.intValue()));
    }

    private static boolean isUsual(String scheme, int port) {
        return switch (scheme) {
            case "http" -> port == 80;
            case "https" -> port == 443;
            default -> false;
        };
    }
}
