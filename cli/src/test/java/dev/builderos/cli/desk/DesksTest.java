package dev.builderos.cli.desk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.builderos.cli.CliFailure;
import dev.builderos.cli.desk.DeskPlan.Change;
import dev.builderos.cli.desk.DeskPlan.Conflict;
import dev.builderos.cli.project.NewProject;
import dev.builderos.gateway.api.DeskBundle;
import dev.builderos.gateway.api.GatewayJson;
import dev.builderos.gateway.api.SourceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DesksTest {
    private static final String TEN_LINES = "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n";

    @TempDir
    private Path root;

    @Test
    void createsFilesAndFillsItsOwnInputsOnly() throws IOException {
        DeskBundle desk = desk("1.0.0", Map.of("src/Main.java", "hello {{name}}, {{task}}\n"));

        DeskPlan plan = new Desks(root).apply(desk, Map.of("name", "world"));

        assertThat(plan.changes()).containsExactly(new Change("src/Main.java", Change.Kind.CREATED));
        assertThat(root.resolve("src/Main.java")).hasContent("hello world, {{task}}");
    }

    @Test
    void mergesUpgradeWithChangesOfTheProject() throws IOException {
        Desks desks = new Desks(root);
        desks.apply(desk("1.0.0", Map.of("a", TEN_LINES, "b", "old\n")), Map.of());
        write("a", TEN_LINES.replace("1\n2", "one\n2"));

        DeskPlan plan = desks.apply(desk("1.1.0", Map.of("a", TEN_LINES.replace("9", "nine"), "b", "new\n")), Map.of());

        assertThat(plan.changes())
                .containsExactly(new Change("a", Change.Kind.MERGED), new Change("b", Change.Kind.UPDATED));
        assertThat(root.resolve("a"))
                .hasContent(TEN_LINES.replace("1\n2", "one\n2").replace("9", "nine"));
        assertThat(root.resolve("b")).hasContent("new");
    }

    @Test
    void namesEveryConflictAndChangesNothing() throws IOException {
        Desks desks = new Desks(root);
        desks.apply(desk("1.0.0", Map.of("both", "x\n", "clean", "1\n", "deleted", "d\n", "removed", "r\n")), Map.of());
        write("both", "mine\n");
        write("removed", "mine\n");
        write("fresh", "mine\n");
        Files.delete(root.resolve("deleted"));
        Map<String, String> before = tree();

        DeskPlan plan = desks.apply(
                desk("2.0.0", Map.of("both", "theirs\n", "clean", "2\n", "deleted", "changed\n", "fresh", "theirs\n")),
                Map.of());

        assertThat(plan.conflicts())
                .containsExactly(
                        new Conflict("both", "the same lines were changed here and in the desk"),
                        new Conflict("deleted", "was deleted here and changed in the desk"),
                        new Conflict("fresh", "is here already, with another content"),
                        new Conflict("removed", "was changed here and removed from the desk"));
        assertThat(tree()).isEqualTo(before);
    }

    @Test
    void removesWhatTheNewVersionNoLongerHas() throws IOException {
        Desks desks = new Desks(root);
        desks.apply(desk("1.0.0", Map.of("old/file", "x\n", "kept", "k\n")), Map.of());

        desks.apply(desk("2.0.0", Map.of("kept", "k\n")), Map.of());

        assertThat(root.resolve("old")).doesNotExist();
        assertThat(root.resolve("kept")).exists();
    }

    @Test
    void applyingTwiceChangesNothing() throws IOException {
        Desks desks = new Desks(root);
        DeskBundle desk = desk("1.0.0", Map.of("a", "1\n"));
        desks.apply(desk, Map.of());
        Map<String, String> before = tree();

        DeskPlan plan = desks.apply(desk, Map.of());

        assertThat(plan.changes()).isEmpty();
        assertThat(tree()).isEqualTo(before);
    }

    @Test
    void unapplyRestoresTheTree() throws IOException {
        NewProject.create(root, "hello", Instant.EPOCH);
        write("same", "same\n");
        Map<String, String> before = tree();
        Desks desks = new Desks(root);
        desks.apply(
                desk("1.0.0", Map.of("builderos.yaml", "of the desk\n", "same", "same\n", "deep/er/new", "n\n")),
                Map.of());
        desks.apply(
                desk("1.1.0", Map.of("builderos.yaml", "newer\n", "same", "same\n", "deep/er/new", "n2\n")), Map.of());

        DeskPlan plan = desks.unapply("java");

        assertThat(plan.conflicts()).isEmpty();
        assertThat(tree()).isEqualTo(before);
        assertThat(root.resolve("deep")).doesNotExist();
        assertThat(desks.applied()).isEmpty();
    }

    @Test
    void unapplyRefusesToDeleteWhatWasChanged() throws IOException {
        Desks desks = new Desks(root);
        desks.apply(desk("1.0.0", Map.of("a", "1\n", "b", "1\n")), Map.of());
        write("a", "mine\n");
        Map<String, String> before = tree();

        DeskPlan plan = desks.unapply("java");

        assertThat(plan.conflicts()).containsExactly(new Conflict("a", "was changed since the desk was applied"));
        assertThat(tree()).isEqualTo(before);
    }

    @Test
    void putsBackWhatAnInterruptedChangeHadBegun() throws IOException {
        write("a", "old a\n");
        write("b", "old b\n");
        Path stage = root.resolve(".builderos/cache/desk-changes");
        Files.createDirectories(stage);
        Files.writeString(stage.resolve("old-0"), "old a\n");
        Files.writeString(stage.resolve("old-1"), "old b\n");
        Files.writeString(stage.resolve("new-1"), "new b\n");
        Files.write(
                stage.resolve("changes.json"),
                GatewayJson.write(new FileChanges.Manifest(List.of(
                        new FileChanges.Entry("a", true),
                        new FileChanges.Entry("b", true),
                        new FileChanges.Entry("c", false)))));
        write("a", "new a\n");
        write("c", "new c\n");

        new Desks(root).apply(desk("1.0.0", Map.of()), Map.of());

        assertThat(root.resolve("a")).hasContent("old a");
        assertThat(root.resolve("b")).hasContent("old b");
        assertThat(root.resolve("c")).doesNotExist();
    }

    @Test
    void putsBackEverythingWhenOneFileCannotBeWritten() throws IOException {
        write("a", "1\n");
        String tooLong = "z".repeat(300);
        Map<String, String> before = tree();

        assertThatThrownBy(() ->
                        new Desks(root).apply(desk("1.0.0", Map.of("aa", "new\n", tooLong, "new\n")), Map.of()))
                .isInstanceOf(IOException.class);

        assertThat(tree()).isEqualTo(before);
    }

    @Test
    void refusesADirectoryWhereTheProjectHasAFile() throws IOException {
        write("blocked", "a file\n");

        assertThatThrownBy(() -> new Desks(root).apply(desk("1.0.0", Map.of("blocked/file", "x")), Map.of()))
                .hasMessage("`blocked` is a file here and a directory in the desk");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"../outside", "/etc/passwd", ".git/hooks/pre-commit", ".builderos/project.json", "a/../../b"})
    void refusesPathsADeskMayNotWrite(String path) {
        assertThatThrownBy(() -> new Desks(root).apply(desk("1.0.0", Map.of(path, "x")), Map.of()))
                .isInstanceOf(CliFailure.class)
                .hasMessageContaining("a desk may not write");
    }

    @Test
    void doesNotWriteThroughLinks(@TempDir Path outside) throws IOException {
        Files.createSymbolicLink(root.resolve("src"), outside);

        assertThatThrownBy(() -> new Desks(root).apply(desk("1.0.0", Map.of("src/Main.java", "x")), Map.of()))
                .isInstanceOf(CliFailure.class)
                .hasMessageContaining("symbolic link");
        assertThat(outside).isEmptyDirectory();
    }

    @Test
    void saysWhichInputIsMissing() {
        DeskBundle desk = desk("1.0.0", Map.of());

        assertThatThrownBy(() -> DeskInputs.resolve(desk, Map.of("nmae", "x"), Map.of()))
                .hasMessageContaining("no input `nmae`");
        assertThatThrownBy(() -> DeskInputs.resolve(desk, Map.of(), Map.of()))
                .isInstanceOfSatisfying(
                        CliFailure.class, e -> assertThat(e.details()).containsExactly("-i name=…   The name."));
        assertThat(DeskInputs.resolve(desk, Map.of(), Map.of("name", "here"))).containsEntry("name", "here");
    }

    private static DeskBundle desk(String version, Map<String, String> files) {
        String manifest = """
                kind: builderos/desk@v1
                name: java
                version: %s
                description: A desk.
                inputs: { name: { type: string, required: true, description: The name. } }
                """.formatted(version);
        return new DeskBundle(
                "java",
                version,
                "sha256:" + "0".repeat(64),
                new SourceFile("desk.yaml", manifest),
                new TreeMap<>(files)
                        .entrySet().stream()
                                .map(file -> new SourceFile(file.getKey(), file.getValue()))
                                .toList());
    }

    private void write(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    /** Every file with its content, the product's own cache aside. */
    private Map<String, String> tree() throws IOException {
        Map<String, String> tree = new TreeMap<>();
        try (Stream<Path> walk = Files.walk(root)) {
            for (Path file : walk.filter(Files::isRegularFile)
                    .sorted(Comparator.naturalOrder())
                    .toList()) {
                tree.put(root.relativize(file).toString(), Files.readString(file));
            }
        }
        return tree;
    }
}
