package dev.builderos.registry.domain;

import dev.builderos.contracts.ContractError;
import dev.builderos.contracts.ContractException;
import dev.builderos.contracts.Digest;
import dev.builderos.contracts.ErrorCategory;
import dev.builderos.contracts.SourceFile;
import dev.builderos.formats.PromptDefinition;
import dev.builderos.formats.SourceText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The files of a snapshot, checked: within the limits, each path once, every one of a known kind right, no two prompts that
 * claim to be the same version. Making one parses all files, which takes a while.
 */
public final class ProjectFiles {
    /** Part of the contract; see {@code PutSnapshot}. */
    public static final int MOST_FILES = 500;

    /** In UTF-8, all texts together. */
    public static final long MOST_BYTES = 8L * 1024 * 1024;

    private static final int MOST_PROBLEMS = 200;

    private final Manifest manifest;
    private final Map<Digest, String> texts;
    private final List<PromptVersion> prompts;

    private ProjectFiles(Manifest manifest, Map<Digest, String> texts, List<PromptVersion> prompts) {
        this.manifest = manifest;
        this.texts = Map.copyOf(texts);
        this.prompts = List.copyOf(prompts);
    }

    /** Checks the files, or refuses them with everything that is wrong. */
    public static ProjectFiles check(List<SourceFile> files) {
        demandLimits(files);
        List<String> problems = new ArrayList<>();
        Map<Digest, String> texts = new TreeMap<>();
        List<PromptVersion> prompts = new ArrayList<>();
        Set<String> paths = new HashSet<>();
        for (SourceFile file : files.stream().sorted().toList()) {
            if (!paths.add(file.path())) {
                problems.add(file.path() + ":1:1: the file is there twice");
                continue;
            }
            SourceText source = new SourceText(file.path(), file.text());
            FileKind kind = FileKind.of(file.path());
            List<String> wrong = kind.problems(source).stream()
                    .map(problem -> problem.render())
                    .toList();
            problems.addAll(wrong);
            texts.put(Digest.of(file.text()), file.text());
            if (wrong.isEmpty() && kind == FileKind.PROMPT) {
                addPrompt(prompts, promptVersion(source), problems);
            }
        }
        if (!problems.isEmpty()) {
            throw new ContractException(new ContractError(
                    "snapshot.invalid-files",
                    ErrorCategory.INVALID,
                    problems.size() == 1 ? "one problem in the files" : problems.size() + " problems in the files",
                    problems.subList(0, Math.min(problems.size(), MOST_PROBLEMS))));
        }
        return new ProjectFiles(Manifest.of(files), texts, prompts);
    }

    private static void demandLimits(List<SourceFile> files) {
        long bytes = files.stream()
                .mapToLong(file -> file.text().getBytes(StandardCharsets.UTF_8).length)
                .sum();
        if (files.size() > MOST_FILES || bytes > MOST_BYTES) {
            throw new ContractException(
                    "snapshot.too-large",
                    ErrorCategory.INVALID,
                    "a snapshot has at most " + MOST_FILES + " files and 8 MiB in all; this one has " + files.size()
                            + " files and " + bytes + " bytes");
        }
    }

    private static void addPrompt(List<PromptVersion> prompts, PromptVersion added, List<String> problems) {
        prompts.stream()
                .filter(added::contradicts)
                .findFirst()
                .ifPresent(other -> problems.add(added.path() + ":" + added.line() + ":1: " + added.name() + " "
                        + added.version() + " is also stated by " + other.path() + ", with another text"));
        if (added.unstorable()) {
            problems.add(added.path() + ":1:1: the changelog has a NUL character");
        }
        prompts.add(added);
    }

    private static PromptVersion promptVersion(SourceText source) {
        PromptDefinition prompt = FileKind.prompt(source);
        return new PromptVersion(
                prompt.name(),
                prompt.version(),
                Digest.of(source.text()),
                prompt.changelog(),
                prompt.tags(),
                source.path(),
                versionLine(source.text()));
    }

    private static int versionLine(String text) {
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith("version:")) {
                return i + 1;
            }
        }
        return 1;
    }

    public Manifest manifest() {
        return manifest;
    }

    /** Each text once, by its digest. */
    public Map<Digest, String> texts() {
        return texts;
    }

    public List<PromptVersion> prompts() {
        return prompts;
    }
}
