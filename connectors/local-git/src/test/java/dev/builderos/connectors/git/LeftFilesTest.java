package dev.builderos.connectors.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.builderos.contracts.RunId;
import dev.builderos.contracts.StepId;
import dev.builderos.redaction.KnownSecrets;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Git stores no new file in which a secret stands. */
class LeftFilesTest {
    private static final RunId RUN = new RunId("019aa000-1111-7aaa-8bbb-000000000001");
    private static final String SECRET = "canary-of-the-workspace";

    @TempDir
    private Path directory;

    private final KnownSecrets secrets = KnownSecrets.of(Map.of());
    private final RunWorkspaces workspaces = new RunWorkspaces(secrets);
    private Repository repository;
    private RunWorkspace run;

    @BeforeEach
    void aRepositoryThatHoldsTheSecretAlready() throws IOException {
        repository = Repository.create(directory.resolve("repo"));
        repository.write("old.txt", "password " + SECRET);
        repository.write("big/other.txt", "nothing");
        repository.write(".gitignore", "ignored.txt\n");
        repository.commit("as it was");
        run = workspaces.openRun(repository.directory(), RUN, directory.resolve("runs"));
        secrets.learn("API_TOKEN", SECRET);
    }

    private Path file(String path) {
        return run.root().directory().resolve(path);
    }

    private long objects() {
        return repository
                .git("cat-file", "--batch-check", "--batch-all-objects")
                .lines()
                .count();
    }

    private void checkpoint() {
        workspaces.checkpoint(run.root(), RUN, new StepId("build"), "a change", List.of("out"));
    }

    private void assertRefused(String path, ThrowingCallable storing) {
        long before = objects();
        assertThatThrownBy(storing)
                .isInstanceOfSatisfying(
                        GitFailure.class,
                        failure -> assertThat(failure.reason()).isEqualTo(GitFailure.Reason.SECRET))
                .hasMessageContaining("`" + path + "`")
                .hasMessageContaining("API_TOKEN")
                .hasMessageNotContaining(SECRET);
        assertThat(objects()).as("objects of the repository").isEqualTo(before);
    }

    @Test
    void refusesANewFileAndStoresNothing() throws IOException {
        Files.writeString(file("clean.txt"), "clean");
        Files.writeString(file("new.txt"), "the password is " + SECRET);

        assertRefused("new.txt", this::checkpoint);
        assertRefused("new.txt", () -> workspaces.treeDigest(run.root(), List.of()));
    }

    @Test
    void refusesAChangedFileInWhichItIsEncoded() throws IOException {
        Files.write(
                file("big/other.txt"),
                ("\0\1" + Base64.getEncoder().encodeToString(SECRET.getBytes(StandardCharsets.UTF_8)))
                        .getBytes(StandardCharsets.ISO_8859_1));

        assertRefused("big/other.txt", this::checkpoint);
    }

    @Test
    void refusesNamesAndLinks() throws IOException {
        Files.writeString(file(SECRET), "empty");

        assertRefused("[redacted:API_TOKEN]", this::checkpoint);

        Files.delete(file(SECRET));
        Files.createSymbolicLink(file("link"), Path.of("/nowhere/" + SECRET));

        assertRefused("link", this::checkpoint);
    }

    @Test
    void looksAtNothingThatWasThereBeforeOrIsNotStored() throws IOException {
        Files.writeString(file("ignored.txt"), SECRET);
        Files.createDirectories(file("out"));
        Files.writeString(file("out/report.txt"), SECRET);
        Files.writeString(file("new.txt"), "clean");
        Files.delete(file("big/other.txt"));

        checkpoint();

        assertThat(repository.git("ls-tree", "-r", "--name-only", run.branch()).lines())
                .contains("new.txt", "old.txt")
                .doesNotContain("out/report.txt", "ignored.txt", "big/other.txt");
    }
}
