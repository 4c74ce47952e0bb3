package dev.builderos.formats;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What holds for everyone, in an environment or in a step, beside what each agent is granted. It only tightens: a null says
 * nothing, a list that is written is all that is left of the grants.
 *
 * @param tools effect patterns
 * @param read globs relative to the project root
 * @param write globs relative to the project root
 * @param deny globs of what may not be touched
 * @param hosts hosts that may be reached
 * @param secrets names of secrets that may be used
 * @param rules as those of the whole policy
 */
public record PolicyScope(
        @Nullable List<String> tools,
        @Nullable List<String> read,
        @Nullable List<String> write,
        List<String> deny,
        @Nullable List<HostPattern> hosts,
        @Nullable List<String> secrets,
        VolumeLimits limits,
        List<RuleDefinition> rules,
        Position at) {

    public PolicyScope {
        tools = tools == null ? null : List.copyOf(tools);
        read = read == null ? null : List.copyOf(read);
        write = write == null ? null : List.copyOf(write);
        deny = List.copyOf(deny);
        hosts = hosts == null ? null : List.copyOf(hosts);
        secrets = secrets == null ? null : List.copyOf(secrets);
        rules = List.copyOf(rules);
    }
}
