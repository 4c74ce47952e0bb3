package dev.builderos.policy.engine;

import dev.builderos.contracts.effect.Effect;
import dev.builderos.formats.HostPattern;
import dev.builderos.formats.PolicyScope;
import dev.builderos.formats.Position;
import dev.builderos.formats.VolumeLimits;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What holds for everyone, in an environment or in a step, ready to judge. It has no way to allow: it objects or is silent.
 *
 * @param name as sentences say it, e.g. {@code environment `prod`}
 * @param id the rule id of its objections, e.g. {@code environments.prod}, which is also where it is written
 */
record CompiledScope(
        String name,
        String id,
        @Nullable List<ToolPattern> tools,
        @Nullable Globs read,
        @Nullable Globs write,
        Globs deny,
        @Nullable List<HostPattern> hosts,
        @Nullable List<String> secrets,
        VolumeLimits limits,
        List<CompiledRule> rules,
        Position at) {

    /** @param rules those of the scope, compiled */
    static CompiledScope compile(
            String name, String id, PolicyScope scope, List<CompiledRule> rules, BiConsumer<Position, String> problem) {
        return new CompiledScope(
                name,
                id,
                scope.tools() == null
                        ? null
                        : scope.tools().stream().map(ToolPattern::new).toList(),
                scope.read() == null ? null : Globs.compile(scope.read(), scope.at(), problem),
                scope.write() == null ? null : Globs.compile(scope.write(), scope.at(), problem),
                Globs.compile(scope.deny(), scope.at(), problem).caseless(),
                scope.hosts(),
                scope.secrets(),
                scope.limits(),
                rules,
                scope.at());
    }

    Optional<Ruling> objection(Effect effect, FileTarget target, PolicyContext context) {
        return objection(effect, target)
                .or(() -> Volumes.objection(limits, "every agent in " + name, effect, context.soFar()));
    }

    private Optional<Ruling> objection(Effect effect, FileTarget target) {
        String tool = effect.tool();
        List<String> bounds = secrets;
        Optional<String> beyond = bounds == null
                ? Optional.empty()
                : SecretNames.of(effect).stream()
                        .filter(name -> !bounds.contains(name))
                        .findFirst();
        if (beyond.isPresent()) {
            return deny("the secret " + beyond.get(), "secrets");
        }
        if (tool.equals(CompiledGrant.SECRET)) {
            return Optional.empty();
        }
        if (tool.equals(NetworkHosts.REQUEST)) {
            return hosts == null || NetworkHosts.means(hosts, effect)
                    ? Optional.empty()
                    : deny("the host " + effect.textOrNull("host"), "network.allow");
        }
        if (tools != null && tools.stream().noneMatch(pattern -> pattern.matches(tool))) {
            return deny(tool, "tools");
        }
        return switch (target) {
            case FileTarget.None _ -> Optional.empty();
            case FileTarget.Escapes(String why) -> Optional.of(new Ruling.Deny(id, why));
            case FileTarget.At at -> ofPath(at);
        };
    }

    private Optional<Ruling> ofPath(FileTarget.At target) {
        WorkspacePath path = target.path();
        FileTarget.Access access = target.access();
        Optional<Glob> denied = deny.denial(target);
        if (denied.isPresent()) {
            return Optional.of(
                    new Ruling.Deny(id, "`" + path + "` is denied in " + name + " by `" + denied.get() + "`"));
        }
        boolean writes = access == FileTarget.Access.WRITE;
        Globs bound = writes ? write : read;
        return bound == null || bound.grant(access, path)
                ? Optional.empty()
                : deny((writes ? "writing" : "reading") + " `" + path + "`", writes ? "paths.write" : "paths.read");
    }

    private Optional<Ruling> deny(String what, String key) {
        return Optional.of(
                new Ruling.Deny(id, name + " does not let anybody have " + what + "; see " + id + "." + key));
    }
}
