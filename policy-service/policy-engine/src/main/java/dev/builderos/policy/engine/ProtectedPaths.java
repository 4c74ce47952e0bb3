package dev.builderos.policy.engine;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What no grant lets an agent write, because whatever stands there is executed or obeyed by others later: git's own files, the
 * policy, and, unless a write glob names them, the configuration of forges, editors and shells.
 */
final class ProtectedPaths {
    /** {@code git~1} is what some file systems also call {@code .git}. */
    private static final Set<String> GIT = Set.of(".git", "git~1");

    private static final String POLICY = "builderos.policy.yaml";

    private static final Set<String> CONFIGURATION = Set.of(
            ".github",
            ".gitlab",
            ".gitlab-ci.yml",
            ".circleci",
            "azure-pipelines.yml",
            "bitbucket-pipelines.yml",
            "jenkinsfile",
            ".gitmodules",
            ".vscode",
            ".idea",
            ".husky",
            ".envrc",
            ".profile",
            ".bashrc",
            ".bash_profile",
            ".zshrc");

    private ProtectedPaths() {}

    /** Why this may not be written by an agent with these write globs. */
    static Optional<String> objection(WorkspacePath path, List<Glob> write) {
        List<String> segments = path.plainest().segments();
        if (segments.isEmpty()) {
            return Optional.of("the workspace itself is not a file");
        }
        if (segments.stream().anyMatch(GIT::contains)) {
            return Optional.of("`" + path + "` belongs to git; no grant covers it");
        }
        String root = segments.getFirst();
        if (root.equals(POLICY)) {
            return Optional.of("`" + path + "` is the policy; no grant covers it");
        }
        if (CONFIGURATION.contains(root) && write.stream().noneMatch(glob -> names(glob, root))) {
            return Optional.of("`" + path + "` configures what others run; only a write glob that begins with `" + root
                    + "` covers it");
        }
        return Optional.empty();
    }

    private static boolean names(Glob glob, String root) {
        return glob.literalRoot()
                .map(WorkspacePath::caseless)
                .filter(root::equals)
                .isPresent();
    }
}
