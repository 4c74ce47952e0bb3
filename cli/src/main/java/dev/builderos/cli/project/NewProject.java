package dev.builderos.cli.project;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Makes a project of a directory. What is there stays as it is. */
public final class NewProject {
    /** Runs leave much; the merge bases of desks are small, and a fresh clone needs them to upgrade. */
    private static final List<String> IGNORED = List.of(".builderos/*", "!.builderos/desks/");

    private NewProject() {}

    /** A project id made of a directory's name. */
    public static String nameOf(Path directory) {
        Path last = directory.toAbsolutePath().normalize().getFileName();
        String name = last == null
                ? ""
                : last.toString()
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^a-z0-9]+", "-")
                        .replaceAll("^-+|-+$", "");
        return name.isEmpty()
                ? "project"
                : name.substring(0, Math.min(63, name.length())).replaceAll("-+$", "");
    }

    /** Writes what is missing and gives the paths that are new. */
    public static List<String> create(Path root, String name, Instant now) throws IOException {
        List<String> made = new ArrayList<>();
        writeMissing(root, ProjectDirectory.PROJECT_FILE, projectFile(name), made);
        writeMissing(root, ProjectDirectory.POLICY_FILE, POLICY, made);
        if (ignore(root.resolve(".gitignore"))) {
            made.add(".gitignore");
        }
        LocalState state = new LocalState(root.resolve(LocalState.DIRECTORY));
        if (Files.notExists(state.directory())) {
            made.add(LocalState.DIRECTORY + "/");
        }
        state.create(name, now);
        return made;
    }

    /** Whether a file is as this class wrote it, so that a desk may put its own in place. */
    public static boolean wrote(String path, String text) {
        return switch (path) {
            case ProjectDirectory.PROJECT_FILE -> PROJECT.matcher(text).matches();
            case ProjectDirectory.POLICY_FILE -> text.equals(POLICY);
            case ".gitignore" -> text.equals(String.join("\n", IGNORED) + "\n");
            default -> false;
        };
    }

    private static void writeMissing(Path root, String path, String text, List<String> made) throws IOException {
        if (Files.notExists(root.resolve(path))) {
            AtomicFile.write(root.resolve(path), text.getBytes(StandardCharsets.UTF_8));
            made.add(path);
        }
    }

    private static boolean ignore(Path file) throws IOException {
        List<String> lines = new ArrayList<>(Files.exists(file) ? Files.readAllLines(file) : List.of());
        if (lines.contains(".builderos/") || lines.contains(".builderos")) {
            return false;
        }
        List<String> missing =
                IGNORED.stream().filter(line -> !lines.contains(line)).toList();
        if (missing.isEmpty()) {
            return false;
        }
        lines.addAll(missing);
        AtomicFile.write(file, (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
        return true;
    }

    private static String projectFile(String name) {
        return """
                kind: builderos/project@v1
                name: %s
                environments:
                  dev:  { deploy: local }
                  prod: { deploy: local, protected: true }
                git: { provider: local, default_branch: main }
                """.formatted(name);
    }

    private static final Pattern PROJECT =
            Pattern.compile(Pattern.quote(projectFile("__NAME__")).replace("__NAME__", "\\E[a-z0-9-]+\\Q"));

    private static final String POLICY = """
            kind: builderos/policy@v1
            agents:                       # nothing is allowed that is not listed here
              builder:
                tools: [fs.read, fs.list, fs.search, fs.write, fs.edit, shell.exec, git.status, git.diff, git.commit]
                paths: { read: ["**"], write: ["src/**", "test/**"], deny: ["**/.env*", ".git/**", "builderos.policy.yaml"] }
            rules:                        # a rule only tightens
              - id: push-to-main
                on: git.push
                when: effect.branch == project.defaultBranch
                ask: { approvals: 1, from: [Reviewer, Admin, Owner] }
              - id: prod-deploy
                on: deploy.release
                when: env == "prod"
                ask: { approvals: 1, from: [Admin, Owner], expires: 24h }
            tests:                        # run by: builderos policy test
              - { agent: builder, effect: { tool: fs.write, path: ".git/hooks/pre-commit" }, expect: deny }
              - { agent: builder, effect: { tool: fs.write, path: "src/Main.java" }, expect: allow }
            """;
}
