package dev.builderos.registry.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.builderos.contracts.ContractException;
import dev.builderos.contracts.ErrorCategory;
import dev.builderos.contracts.SourceFile;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ProjectFilesTest {
    @Test
    void namesASnapshotByItsFilesWhateverTheirOrder() {
        List<SourceFile> files = List.of(prompt("plan", "1.0.0", "Plan."), new SourceFile("notes.txt", "x"));

        var digest = ProjectFiles.check(files).manifest().digest();

        assertThat(ProjectFiles.check(files.reversed()).manifest().digest()).isEqualTo(digest);
        assertThat(ProjectFiles.check(files.subList(0, 1)).manifest().digest()).isNotEqualTo(digest);
        assertThat(Manifest.parse(ProjectFiles.check(files).manifest().json()).digest())
                .isEqualTo(digest);
    }

    @Test
    void refusesWithEveryProblemOfEveryFile() {
        ContractException refused = refusal(List.of(
                new SourceFile("builderos.yaml", "kind: builderos/project@v1\nnme: x\n"),
                new SourceFile("ship/feature.yaml", "kind: builderos/pipeline@v1\nstep: []\n")));

        assertThat(refused.error().code()).isEqualTo("snapshot.invalid-files");
        assertThat(refused.error().category()).isEqualTo(ErrorCategory.INVALID);
        assertThat(refused.error().problems())
                .anyMatch(problem -> problem.startsWith("builderos.yaml:2:1: ") && problem.contains("nme"))
                .anyMatch(problem -> problem.startsWith("ship/feature.yaml:2:1: ") && problem.contains("step"));
    }

    @Test
    void leavesFilesOfOtherKindsAsTheyAre() {
        ProjectFiles files = ProjectFiles.check(List.of(new SourceFile("transcripts/x.yaml", "not: [closed")));

        assertThat(files.manifest().files()).hasSize(1);
    }

    @Test
    void refusesAPathThatIsThereTwice() {
        ContractException refused = refusal(List.of(new SourceFile("a.txt", "1"), new SourceFile("a.txt", "2")));

        assertThat(refused.error().problems()).containsExactly("a.txt:1:1: the file is there twice");
    }

    @Test
    void refusesTwoPromptsThatClaimToBeTheSameVersion() {
        SourceFile one = prompt("plan", "1.0.0", "One.");
        SourceFile other = new SourceFile(
                "prompts/copy.yaml", prompt("plan", "1.0.0", "Two.").text());

        assertThat(refusal(List.of(one, other)).error().problems())
                .singleElement()
                .asString()
                .startsWith("prompts/plan.yaml:3:1: ")
                .contains("prompts/copy.yaml");
    }

    @Test
    void refusesAChangelogThatCannotBeKept() {
        String text = prompt("plan", "1.0.0", "One.").text() + "changelog: \"a\\0b\"\n";

        assertThat(refusal(List.of(new SourceFile("prompts/plan.yaml", text)))
                        .error()
                        .problems())
                .containsExactly("prompts/plan.yaml:1:1: the changelog has a NUL character");
    }

    @Test
    void refusesMoreFilesThanASnapshotHolds() {
        List<SourceFile> files = IntStream.rangeClosed(0, ProjectFiles.MOST_FILES)
                .mapToObj(i -> new SourceFile("f" + i, ""))
                .toList();

        assertThat(refusal(files).error().code()).isEqualTo("snapshot.too-large");
        assertThat(ProjectFiles.check(files.subList(1, files.size())).manifest().files())
                .hasSize(ProjectFiles.MOST_FILES);
    }

    @Test
    void refusesMoreTextThanASnapshotHolds() {
        String half = "ü".repeat((int) (ProjectFiles.MOST_BYTES / 4));

        assertThat(refusal(List.of(new SourceFile("a", half), new SourceFile("b", half + "x")))
                        .error()
                        .code())
                .isEqualTo("snapshot.too-large");
    }

    private static ContractException refusal(List<SourceFile> files) {
        return catchThrowableOfType(ContractException.class, () -> ProjectFiles.check(files));
    }

    private static SourceFile prompt(String name, String version, String text) {
        return new SourceFile("prompts/" + name + ".yaml", """
                kind: builderos/prompt@v1
                name: builder/%s
                version: %s
                messages:
                  - system: %s
                """.formatted(name, version, text));
    }
}
