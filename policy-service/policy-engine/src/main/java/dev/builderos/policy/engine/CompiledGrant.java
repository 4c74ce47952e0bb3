package dev.builderos.policy.engine;

import dev.builderos.contracts.effect.Effect;
import dev.builderos.formats.AgentGrant;
import dev.builderos.formats.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/** What one agent is granted, ready to judge. */
record CompiledGrant(
        String agent, List<ToolPattern> tools, List<Glob> read, List<Glob> write, List<Glob> deny, NetworkHosts hosts) {
    static final String DEFAULT_DENY = "default-deny";
    static final String AGENT_GRANT = "agent-grant";
    static final String PATH_ESCAPE = "path-escape";
    static final String PROTECTED_PATH = "protected-path";

    private static final String FILES = "fs.";

    /** How a tool uses its path. */
    private enum Access {
        READ,
        BROWSE,
        WRITE
    }

    static CompiledGrant compile(String agent, AgentGrant grant, BiConsumer<Position, String> problem) {
        AgentGrant.PathGrant paths = grant.paths();
        return new CompiledGrant(
                agent,
                grant.tools().stream().map(ToolPattern::new).toList(),
                globs(paths.read(), grant.at(), problem),
                globs(paths.write(), grant.at(), problem),
                globs(paths.deny(), grant.at(), problem).stream()
                        .map(Glob::caseless)
                        .toList(),
                new NetworkHosts(grant.network().allow(), grant.secrets()));
    }

    private static List<Glob> globs(List<String> texts, Position at, BiConsumer<Position, String> problem) {
        List<Glob> globs = new ArrayList<>();
        for (String text : texts) {
            Glob.parse(text)
                    .ifPresentOrElse(
                            globs::add,
                            () -> problem.accept(
                                    at, "the glob `" + text + "` uses more than `*`, `?` and `**`; write it out"));
        }
        return List.copyOf(globs);
    }

    Ruling judge(Effect effect) {
        String tool = effect.tool();
        if (tool.equals(NetworkHosts.REQUEST)) {
            return hosts.judge(agent, effect);
        }
        if (tools.stream().noneMatch(pattern -> pattern.matches(tool))) {
            return new Ruling.Deny(
                    DEFAULT_DENY,
                    "`" + agent + "` is not granted " + tool + "; add `" + tool + "` to agents." + agent + ".tools");
        }
        return tool.startsWith(FILES)
                ? judgePath(effect)
                : new Ruling.Allow(AGENT_GRANT, "`" + agent + "` is granted " + tool);
    }

    private Ruling judgePath(Effect effect) {
        Access access = accessOf(effect.tool());
        Object given = effect.arguments().get("path");
        if (given == null && access == Access.BROWSE) {
            given = ".";
        }
        if (!(given instanceof String text)) {
            return new Ruling.Deny(PATH_ESCAPE, effect.tool() + " needs the text argument `path`");
        }
        return switch (WorkspacePath.read(text)) {
            case WorkspacePath.Escapes(String why) -> new Ruling.Deny(PATH_ESCAPE, effect.tool() + ": " + why);
            case WorkspacePath.Inside(WorkspacePath path) -> judgePath(effect.tool(), access, path);
        };
    }

    private Ruling judgePath(String tool, Access access, WorkspacePath path) {
        Optional<String> isProtected =
                access == Access.WRITE ? ProtectedPaths.objection(path, write) : Optional.empty();
        if (isProtected.isPresent()) {
            return new Ruling.Deny(PROTECTED_PATH, tool + ": " + isProtected.get());
        }
        Optional<Glob> denied = deny.stream().filter(glob -> denies(glob, path)).findFirst();
        if (denied.isPresent()) {
            return new Ruling.Deny(
                    AGENT_GRANT, "`" + path + "` is denied to `" + agent + "` by `" + denied.get() + "`");
        }
        boolean granted = switch (access) {
            case READ -> any(read, glob -> glob.matches(path));
            case BROWSE -> any(read, glob -> glob.touches(path));
            case WRITE -> any(write, glob -> glob.matches(path));
        };
        if (granted) {
            return new Ruling.Allow(AGENT_GRANT, "`" + agent + "` is granted " + tool + " on `" + path + "`");
        }
        return new Ruling.Deny(
                DEFAULT_DENY,
                "`" + path + "` is not granted to `" + agent + "`; add a glob that matches it to agents." + agent
                        + ".paths." + (access == Access.WRITE ? "write" : "read"));
    }

    private static boolean any(List<Glob> globs, Predicate<Glob> test) {
        return globs.stream().anyMatch(test);
    }

    /** A denied directory is denied with all that is in it, and a denied content with its directory. */
    private static boolean denies(Glob glob, WorkspacePath path) {
        return path.disguises().stream()
                .anyMatch(form -> glob.touches(form)
                        || form.withDirectoriesAbove().stream().anyMatch(glob::matches));
    }

    /** A tool nobody knows is taken to write. */
    private static Access accessOf(String tool) {
        return switch (tool) {
            case "fs.read" -> Access.READ;
            case "fs.list", "fs.search" -> Access.BROWSE;
            default -> Access.WRITE;
        };
    }
}
