package dev.builderos.connectors.git;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The settings every git command runs with, so that a repository cannot make the host execute anything. */
final class SafeSettings {

    /** Win over the repository's own settings. */
    private static final List<String> FIXED = List.of(
            "core.hooksPath=/dev/null",
            "core.fsmonitor=false",
            "core.alternateRefsCommand=true",
            "core.quotePath=false",
            // Without these a power cut can leave a branch that names a commit whose files are empty.
            "core.fsync=committed,reference",
            "core.fsyncMethod=batch",
            "protocol.ext.allow=never",
            "safe.bareRepository=explicit",
            "submodule.recurse=false",
            "fetch.recurseSubmodules=false",
            "push.recurseSubmodules=no",
            "diff.ignoreSubmodules=all",
            "commit.gpgSign=false",
            "tag.gpgSign=false",
            "push.gpgSign=false",
            "log.showSignature=false",
            "credential.helper=",
            "gc.auto=0",
            "maintenance.auto=false");

    /** Stands in every commit we make, and tells whose it is. */
    static final String EMAIL = "builderos@localhost";

    /** What our own textual merge needs; a repository's merge driver is replaced by it. */
    private static final String PLAIN_MERGE = "git merge-file --marker-size=%L %A %O %B";

    private SafeSettings() {}

    static List<String> options(Iterable<String> safeDirectories) {
        var options = new ArrayList<String>();
        for (String setting : FIXED) {
            options.add("-c");
            options.add(setting);
        }
        for (String directory : safeDirectories) {
            options.add("-c");
            options.add("safe.directory=" + directory);
        }
        return options;
    }

    /** The whole environment of a git process; nothing is inherited but the search path. */
    static Map<String, String> environment() {
        var variables = new LinkedHashMap<String, String>();
        variables.put("PATH", System.getenv().getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin"));
        variables.put("HOME", "/nonexistent");
        variables.put("LC_ALL", "C.UTF-8");
        variables.put("LANGUAGE", "C");
        variables.put("GIT_CONFIG_NOSYSTEM", "1");
        variables.put("GIT_CONFIG_GLOBAL", "/dev/null");
        variables.put("GIT_ATTR_NOSYSTEM", "1");
        variables.put("GIT_TERMINAL_PROMPT", "0");
        variables.put("GIT_ASKPASS", "/bin/false");
        variables.put("SSH_ASKPASS", "/bin/false");
        variables.put("GIT_SSH_COMMAND", "ssh -oBatchMode=yes");
        variables.put("GIT_ALLOW_PROTOCOL", "file:https:ssh");
        variables.put("GIT_NO_LAZY_FETCH", "1");
        variables.put("GIT_NO_REPLACE_OBJECTS", "1");
        variables.put("GIT_PAGER", "cat");
        variables.put("GIT_EDITOR", "false");
        variables.put("GIT_AUTHOR_NAME", "BuilderOS");
        variables.put("GIT_AUTHOR_EMAIL", EMAIL);
        variables.put("GIT_COMMITTER_NAME", "BuilderOS");
        variables.put("GIT_COMMITTER_EMAIL", EMAIL);
        return variables;
    }

    /**
     * Variables that override, one by one, the settings of a repository that name a program. By variables rather than
     * options because a key may contain any character.
     */
    static Map<String, String> overrides(List<String> keys) {
        var variables = new LinkedHashMap<String, String>();
        int count = 0;
        for (String key : keys) {
            Optional<String> harmless = harmless(key);
            if (harmless.isPresent()) {
                variables.put("GIT_CONFIG_KEY_" + count, key);
                variables.put("GIT_CONFIG_VALUE_" + count, harmless.get());
                count++;
            }
        }
        variables.put("GIT_CONFIG_COUNT", Integer.toString(count));
        return variables;
    }

    private static Optional<String> harmless(String key) {
        String lower = key.toLowerCase(Locale.ROOT);
        String section = lower.substring(0, lower.indexOf('.'));
        String name = lower.substring(lower.lastIndexOf('.') + 1);
        return switch (section + "." + name) {
            case "filter.clean", "filter.smudge", "filter.process", "credential.helper", "remote.vcs" ->
                Optional.of("");
            case "filter.required" -> Optional.of("false");
            case "merge.driver" -> Optional.of(PLAIN_MERGE);
            case "remote.uploadpack" -> Optional.of("git-upload-pack");
            case "remote.receivepack" -> Optional.of("git-receive-pack");
            default -> Optional.empty();
        };
    }

    /** The command that serves the other side of a transfer to a directory on this host, which runs with its settings. */
    static String peer(String command, String directory) {
        return "git -c core.hooksPath=/dev/null -c core.fsmonitor=false -c core.alternateRefsCommand=true"
                + " -c receive.autoGC=false -c gc.auto=0 -c maintenance.auto=false -c safe.directory="
                + quoted(directory)
                + " " + command;
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
