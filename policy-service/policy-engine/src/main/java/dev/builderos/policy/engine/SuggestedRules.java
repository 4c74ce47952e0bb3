package dev.builderos.policy.engine;

import dev.builderos.contracts.effect.ApprovalRequirement;
import dev.builderos.contracts.effect.Effect;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The narrowest policy under which effects would have passed: each agent is granted the tools it used, the files it touched, the hosts
 * it reached, and what people were asked about is still asked. Several files of one directory become one glob, so that the
 * next run may touch the next file.
 */
public final class SuggestedRules {
    /** From so many files of one directory on, the directory is granted instead. */
    private static final int ALIKE = 3;

    private final Map<String, Use> agents = new TreeMap<>();
    private final Map<String, Asked> asked = new LinkedHashMap<>();
    private long effects;

    private record Asked(String tool, @Nullable String environment, ApprovalRequirement requirement) {}

    private static final class Use {
        final SortedSet<String> tools = new TreeSet<>();
        final SortedSet<String> read = new TreeSet<>();
        final SortedSet<String> browsed = new TreeSet<>();
        final SortedSet<String> written = new TreeSet<>();
        final SortedSet<String> hosts = new TreeSet<>();
        final SortedSet<String> secrets = new TreeSet<>();
    }

    /**
     * Takes an effect that happened.
     *
     * @param requirement who had to approve, where a rule of the policy asked; null where none did
     */
    public void add(Effect effect, @Nullable ApprovalRequirement requirement) {
        effects++;
        Use use = agents.computeIfAbsent(effect.agent(), name -> new Use());
        switch (effect.tool()) {
            case CompiledGrant.SECRET -> {}
            case NetworkHosts.REQUEST -> use.hosts.add(host(effect));
            default -> use.tools.add(effect.tool());
        }
        use.secrets.addAll(SecretNames.of(effect));
        if (FileTarget.of(effect) instanceof FileTarget.At(FileTarget.Access access, WorkspacePath path, var _)) {
            switch (access) {
                case READ -> use.read.add(path.toString());
                case BROWSE -> use.browsed.add(path.toString());
                case WRITE -> use.written.add(path.toString());
            }
        }
        if (requirement != null) {
            asked.putIfAbsent(
                    effect.tool() + " " + effect.environment(),
                    new Asked(effect.tool(), effect.environment(), requirement));
        }
    }

    private static String host(Effect effect) {
        String host = String.valueOf(effect.textOrNull("host"));
        return effect.arguments().get("port") instanceof Number port && port.intValue() != 443 && port.intValue() != 80
                ? host + ":" + port
                : host;
    }

    public long effects() {
        return effects;
    }

    /** The policy file. */
    public String text() {
        StringBuilder text = new StringBuilder("kind: builderos/policy@v1\n");
        text.append(agents.isEmpty() ? "agents: {}\n" : "agents:\n");
        agents.forEach((agent, use) -> {
            text.append("  ").append(agent).append(":\n");
            text.append("    tools: ").append(YamlText.list(use.tools)).append('\n');
            List<String> read = readGlobs(use);
            List<String> write = globs(use.written);
            if (!read.isEmpty() || !write.isEmpty()) {
                text.append("    paths: { read: ")
                        .append(YamlText.list(read))
                        .append(", write: ")
                        .append(YamlText.list(write))
                        .append(" }\n");
            }
            if (!use.hosts.isEmpty()) {
                text.append("    network: { allow: ")
                        .append(YamlText.list(use.hosts))
                        .append(" }\n");
            }
            if (!use.secrets.isEmpty()) {
                text.append("    secrets: ").append(YamlText.list(use.secrets)).append('\n');
            }
        });
        if (!asked.isEmpty()) {
            text.append("rules:\n");
            asked.values().forEach(each -> text.append(rule(each)));
        }
        return text.toString();
    }

    private static String rule(Asked asked) {
        String environment = asked.environment();
        String id = "ask-" + asked.tool().replaceAll("[^a-z0-9]", "-")
                + (environment == null ? "" : "-" + environment.replaceAll("[^a-z0-9]", "-"));
        ApprovalRequirement requirement = asked.requirement();
        return "  - id: " + id + "\n    on: " + asked.tool() + "\n"
                + (environment == null ? "" : "    when: env == " + YamlText.quoted(environment) + "\n")
                + "    ask: { approvals: " + requirement.approvals() + ", from: " + YamlText.list(requirement.from())
                + (requirement.not().isEmpty() ? "" : ", not: " + YamlText.list(requirement.not()))
                + ", expires: " + requirement.expires().toSeconds() + "s }\n";
    }

    /** What was browsed needs some glob below it; where nothing was read there, its files are. */
    private static List<String> readGlobs(Use use) {
        List<String> globs = new ArrayList<>(globs(use.read));
        for (String directory : use.browsed) {
            boolean covered = globs.stream()
                    .map(Glob::parse)
                    .flatMap(Optional::stream)
                    .anyMatch(glob -> WorkspacePath.read(directory) instanceof WorkspacePath.Inside(WorkspacePath path)
                            && glob.touches(path));
            if (!covered) {
                globs.add(directory.equals(".") ? "*" : directory + "/*");
            }
        }
        return globs;
    }

    private static List<String> globs(SortedSet<String> files) {
        Map<String, List<String>> byDirectory = files.stream()
                .collect(Collectors.groupingBy(SuggestedRules::directory, TreeMap::new, Collectors.toList()));
        List<String> globs = new ArrayList<>();
        byDirectory.forEach((directory, there) -> {
            boolean several = there.size() >= ALIKE && !directory.isEmpty();
            if (several && Glob.parse(directory).isPresent()) {
                globs.add(directory + "/*");
            } else {
                globs.addAll(there);
            }
        });
        return globs;
    }

    private static String directory(String path) {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? "" : path.substring(0, slash);
    }
}
