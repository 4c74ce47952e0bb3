package dev.builderos.runner.tools;

import java.nio.file.Path;
import java.util.List;

/**
 * What no agent and no command changes, whatever the policy says of files: git's own state, the policy, and what hosts and
 * editors execute. In the sandbox they are read-only even when absent, and no checkpoint takes a change of theirs in.
 */
public final class ProtectedPaths {
    private static final String GIT = ".git";

    private static final List<String> ALL =
            List.of(GIT, "builderos.policy.yaml", ".github", ".gitlab-ci.yml", ".vscode", ".idea", ".husky");

    private ProtectedPaths() {}

    /** For the sandbox. */
    static List<Path> inSandbox() {
        return ALL.stream().map(Path::of).toList();
    }

    /** For commits, which never hold git's own state anyway. */
    public static List<String> inCommits() {
        return ALL.stream().filter(path -> !path.equals(GIT)).toList();
    }
}
