package dev.builderos.policy.engine;

import dev.builderos.contracts.effect.Effect;
import dev.builderos.formats.AgentGrant;
import dev.builderos.formats.Position;
import dev.builderos.formats.VolumeLimits;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/** What one agent is granted, ready to judge. */
record CompiledGrant(
        String agent,
        List<ToolPattern> tools,
        Globs read,
        Globs write,
        Globs deny,
        NetworkHosts hosts,
        List<String> secrets,
        VolumeLimits limits,
        Position at) {
    static final String DEFAULT_DENY = "default-deny";
    static final String AGENT_GRANT = "agent-grant";
    static final String PATH_ESCAPE = "path-escape";
    static final String PROTECTED_PATH = "protected-path";
    /** Reading a secret needs its name among the granted ones, and no tool. */
    static final String SECRET = "secret.read";

    static CompiledGrant compile(String agent, AgentGrant grant, BiConsumer<Position, String> problem) {
        AgentGrant.PathGrant paths = grant.paths();
        return new CompiledGrant(
                agent,
                grant.tools().stream().map(ToolPattern::new).toList(),
                Globs.compile(paths.read(), grant.at(), problem),
                Globs.compile(paths.write(), grant.at(), problem),
                Globs.compile(paths.deny(), grant.at(), problem).caseless(),
                new NetworkHosts(grant.network().allow(), grant.network().trusted(), grant.secrets()),
                grant.secrets(),
                grant.limits(),
                grant.at());
    }

    Ruling judge(Effect effect, FileTarget target, PolicyContext context) {
        Ruling granted = judge(effect, target);
        return granted instanceof Ruling.Allow
                ? Volumes.objection(limits, "`" + agent + "`", effect, context.soFar())
                        .orElse(granted)
                : granted;
    }

    private Ruling judge(Effect effect, FileTarget target) {
        String tool = effect.tool();
        if (tool.equals(SECRET)) {
            return judgeSecret(effect);
        }
        if (tool.equals(NetworkHosts.REQUEST)) {
            return hosts.judge(agent, effect);
        }
        if (tools.stream().noneMatch(pattern -> pattern.matches(tool))) {
            return new Ruling.Deny(
                    DEFAULT_DENY,
                    "`" + agent + "` is not granted " + tool + "; add `" + tool + "` to agents." + agent + ".tools");
        }
        Optional<String> ungranted = SecretNames.of(effect).stream()
                .filter(name -> !secrets.contains(name))
                .findFirst();
        if (ungranted.isPresent()) {
            return ungranted(ungranted.get());
        }
        return switch (target) {
            case FileTarget.None _ -> new Ruling.Allow(AGENT_GRANT, "`" + agent + "` is granted " + tool);
            case FileTarget.Escapes(String why) -> new Ruling.Deny(PATH_ESCAPE, why);
            case FileTarget.At at -> judgePath(tool, at);
        };
    }

    private Ruling judgeSecret(Effect effect) {
        String name = effect.textOrNull("name");
        return name != null && secrets.contains(name)
                ? new Ruling.Allow(AGENT_GRANT, "`" + agent + "` is granted the secret " + name)
                : ungranted(String.valueOf(name));
    }

    private Ruling ungranted(String secret) {
        return new Ruling.Deny(
                DEFAULT_DENY,
                "`" + agent + "` is not granted the secret " + secret + "; add it to agents." + agent + ".secrets");
    }

    private Ruling judgePath(String tool, FileTarget.At target) {
        WorkspacePath path = target.path();
        FileTarget.Access access = target.access();
        Optional<String> isProtected =
                access == FileTarget.Access.WRITE ? ProtectedPaths.objection(path, write.globs()) : Optional.empty();
        if (isProtected.isPresent()) {
            return new Ruling.Deny(PROTECTED_PATH, tool + ": " + isProtected.get());
        }
        Optional<Glob> denied = deny.denial(target);
        if (denied.isPresent()) {
            return new Ruling.Deny(
                    AGENT_GRANT, "`" + path + "` is denied to `" + agent + "` by `" + denied.get() + "`");
        }
        Globs granted = switch (access) {
            case READ, BROWSE -> read;
            case WRITE -> write;
        };
        if (granted.grant(access, path)) {
            return new Ruling.Allow(AGENT_GRANT, "`" + agent + "` is granted " + tool + " on `" + path + "`");
        }
        return new Ruling.Deny(
                DEFAULT_DENY,
                "`" + path + "` is not granted to `" + agent + "`; add a glob that matches it to agents." + agent
                        + ".paths." + (access == FileTarget.Access.WRITE ? "write" : "read"));
    }
}
