package dev.builderos.connectors.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.builderos.contracts.RunId;
import dev.builderos.contracts.StepId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunWorkspacesTest {
    private static final RunId RUN = new RunId("019aa000-1111-7aaa-8bbb-000000000001");
    private static final RunId SAME_MILLISECOND = new RunId("019aa000-1111-7aaa-8bbb-000000000002");
    private static final StepId STEP = new StepId("build");

    @TempDir
    private Path directory;

    private final RunWorkspaces workspaces = new RunWorkspaces();
    private Repository repository;
    private Path runs;

    @BeforeEach
    void createRepository() throws IOException {
        repository = Repository.create(directory.resolve("repo"));
        runs = directory.resolve("runs");
    }

    @Test
    void opensARunOnABranchOfItsOwnAtHead() {
        RunWorkspace run = open();

        assertThat(run.branch()).isEqualTo("builderos/019aa000-1111");
        assertThat(run.baseCommit()).isEqualTo(repository.head());
        assertThat(run.root().directory().resolve("README.md")).hasContent("hello\n");
        assertThat(repository.git("branch", "--show-current")).isEqualTo("main");
    }

    @Test
    void closesOverTheLocksOfAGitThatWasKilledLongAgo() throws IOException {
        RunWorkspace run = open();
        workspaces.openLane(run, null, "left");
        Path git = repository.directory().resolve(".git");
        List<Path> locks =
                List.of(git.resolve("packed-refs.lock"), git.resolve("refs/heads/" + run.branch() + "-left.lock"));
        for (Path lock : locks) {
            Files.createFile(lock);
        }

        assertThatThrownBy(() -> workspaces.close(run))
                .isInstanceOfSatisfying(
                        GitFailure.class, locked -> assertThat(locked.reason()).isEqualTo(GitFailure.Reason.LOCKED));
        for (Path lock : locks) {
            assertThat(lock).as("somebody may hold it").exists();
            Files.setLastModifiedTime(lock, FileTime.from(Instant.now().minusSeconds(121)));
        }
        workspaces.close(run);

        assertThat(locks).noneMatch(Files::exists);
        assertThat(run.directory()).doesNotExist();
        assertThat(repository.git("branch", "--list", "builderos/*-left")).isEmpty();
    }

    @Test
    void commitsOverTheLocksOfAGitThatWasKilled() throws IOException {
        RunWorkspace run = open();
        Path git = repository.directory().resolve(".git");
        for (Path lock : List.of(
                git.resolve("refs/heads/" + run.branch() + ".lock"),
                run.root().gitDirectory().resolve("HEAD.lock"),
                run.root().gitDirectory().resolve("index.lock"))) {
            Files.createFile(lock);
        }
        Files.writeString(run.root().directory().resolve("new.txt"), "new");

        assertThat(workspaces.checkpoint(run.root(), RUN, STEP, "work", List.of()))
                .isPresent();
    }

    @Test
    void opensAndClosesManyRunsOfOneRepositoryAtOnce() throws Exception {
        List<Callable<String>> runs = IntStream.range(0, 24)
                .<Callable<String>>mapToObj(i -> () -> {
                    RunId id = new RunId("019aa000-1111-7aaa-8bbb-" + "%012d".formatted(i));
                    RunWorkspace run = workspaces.openRun(repository.directory(), id, this.runs.resolve(id.value()));
                    String head = run.root().git().text("rev-parse", "HEAD");
                    workspaces.close(run);
                    return head;
                })
                .toList();

        try (var threads = Executors.newFixedThreadPool(8)) {
            assertThat(threads.invokeAll(runs))
                    .allSatisfy(head -> assertThat(head.get()).isEqualTo(repository.head()));
        }
    }

    @Test
    void opensTheSameRunAgainAndKeepsItsWork() throws IOException {
        RunWorkspace first = open();
        Files.writeString(first.root().directory().resolve("work.txt"), "unfinished");
        repository.write("later.txt", "x");
        repository.commit("meanwhile");

        RunWorkspace again = open();

        assertThat(again).isEqualTo(first);
        assertThat(again.root().directory().resolve("work.txt")).hasContent("unfinished");
    }

    @Test
    void finishesARunThatWasHalfOpened() throws IOException {
        RunWorkspace first = open();
        Files.delete(first.root().gitDirectory().resolve("builderos-ready"));
        Files.delete(first.root().directory().resolve("README.md"));
        Files.writeString(first.root().gitDirectory().resolve("index.lock"), "");

        RunWorkspace again = open();

        assertThat(again.root().directory().resolve("README.md")).hasContent("hello\n");
    }

    @Test
    void opensARunAgainWhoseDirectoryIsLost() throws IOException {
        RunWorkspace first = open();
        write(first.root(), "a.txt", "a\n");
        String commit = workspaces
                .checkpoint(first.root(), RUN, STEP, "add a", List.of())
                .orElseThrow();
        DirectoryTree.delete(runs);

        RunWorkspace again = open();

        assertThat(again.root().directory().resolve("a.txt")).hasContent("a\n");
        assertThat(Repository.git(again.root().directory(), "rev-parse", "HEAD"))
                .isEqualTo(commit);
    }

    @Test
    void namesTheLaterOfTwoRunsOfOneMillisecondByItsWholeId() {
        RunWorkspace first = open();

        RunWorkspace second = workspaces.openRun(repository.directory(), SAME_MILLISECOND, runs.resolve("two"));

        assertThat(second.branch()).isEqualTo("builderos/" + SAME_MILLISECOND).isNotEqualTo(first.branch());
        assertThat(workspaces.openRun(repository.directory(), SAME_MILLISECOND, runs.resolve("two")))
                .isEqualTo(second);
    }

    @Test
    void checkpointsEverythingButExcludedAndIgnoredPaths() throws IOException {
        RunWorkspace run = open();
        write(run.root(), "a.txt", "a\n");
        write(run.root(), ".gitignore", "target/\n");
        write(run.root(), "target/out", "x");
        write(run.root(), ".builderos/secret", "x");
        Files.delete(run.root().directory().resolve("README.md"));

        String commit = workspaces
                .checkpoint(run.root(), RUN, STEP, "change things", List.of(".builderos"))
                .orElseThrow();

        assertThat(repository.git("ls-tree", "-r", "--name-only", commit).lines())
                .containsExactly(".gitignore", "a.txt");
        assertThat(repository.git("log", "-1", "--format=%an <%ae>%n%B", commit))
                .isEqualTo("BuilderOS <builderos@localhost>\nchange things\n\nBuilderOS-Run: " + RUN
                        + "\nBuilderOS-Step: build");
        assertThat(repository.git("rev-parse", run.branch())).isEqualTo(commit);
    }

    @Test
    void makesNoCheckpointWhenNothingChanged() throws IOException {
        RunWorkspace run = open();
        write(run.root(), ".builderos/state", "x");

        assertThat(workspaces.checkpoint(run.root(), RUN, STEP, "nothing", List.of(".builderos")))
                .isEmpty();
    }

    @Test
    void checkpointsAfterAGitThatWasKilledLeftItsLock() throws IOException {
        RunWorkspace run = open();
        write(run.root(), "a.txt", "a\n");
        Files.writeString(run.root().gitDirectory().resolve("index.lock"), "");

        assertThat(workspaces.checkpoint(run.root(), RUN, STEP, "add a", List.of()))
                .isPresent();
    }

    @Test
    void mergesLanesInOrder() throws IOException {
        RunWorkspace run = open();
        LaneWorkspace unit = workspaces.openLane(run, null, "unit");
        LaneWorkspace docs = workspaces.openLane(run, null, "docs");
        write(unit.worktree(), "unit.txt", "u\n");
        write(docs.worktree(), "docs.txt", "d\n");
        workspaces.checkpoint(unit.worktree(), RUN, STEP, "unit", List.of());
        workspaces.checkpoint(docs.worktree(), RUN, STEP, "docs", List.of());

        var merged = (LaneMerge.Merged) workspaces.mergeLanes(run, null, List.of("unit", "docs"), List.of());

        assertThat(run.root().directory().resolve("unit.txt")).exists();
        assertThat(run.root().directory().resolve("docs.txt")).exists();
        assertThat(repository
                        .git("log", "--first-parent", "--format=%s", merged.commit())
                        .lines())
                .containsExactly("Merge lane docs", "Merge lane unit", "first");
        assertThat(workspaces.mergeLanes(run, null, List.of("unit", "docs"), List.of()))
                .isEqualTo(merged);
    }

    @Test
    void mergesNoLaneWhenOneConflicts() throws IOException {
        RunWorkspace run = open();
        for (String lane : List.of("one", "two", "three")) {
            LaneWorkspace opened = workspaces.openLane(run, null, lane);
            write(opened.worktree(), lane.equals("two") ? "two.txt" : "README.md", lane + "\n");
            workspaces.checkpoint(opened.worktree(), RUN, STEP, lane, List.of());
        }

        LaneMerge merge = workspaces.mergeLanes(run, null, List.of("one", "two", "three"), List.of());

        assertThat(merge)
                .isInstanceOfSatisfying(
                        LaneMerge.Conflicted.class,
                        conflicted -> assertThat(conflicted.files())
                                .containsOnlyKeys("three")
                                .containsEntry("three", List.of("README.md")));
        assertThat(repository.git("rev-parse", run.branch())).isEqualTo(run.baseCommit());
        assertThat(Repository.git(run.root().directory(), "status", "--porcelain"))
                .isEmpty();
    }

    @Test
    void refusesToMergeOverWorkThatNoCheckpointHolds() throws IOException {
        RunWorkspace run = open();
        LaneWorkspace lane = workspaces.openLane(run, null, "unit");
        write(lane.worktree(), "README.md", "lane\n");
        workspaces.checkpoint(lane.worktree(), RUN, STEP, "unit", List.of());
        write(run.root(), "README.md", "precious\n");

        assertThatThrownBy(() -> workspaces.mergeLanes(run, null, List.of("unit"), List.of()))
                .isInstanceOf(GitFailure.class);
        assertThat(run.root().directory().resolve("README.md")).hasContent("precious\n");
    }

    @Test
    void showsTheMergeInTheWorktreeAfterACrashBetweenTheTwo() throws IOException {
        RunWorkspace run = open();
        LaneWorkspace lane = workspaces.openLane(run, null, "unit");
        write(lane.worktree(), "unit.txt", "u\n");
        String commit = workspaces
                .checkpoint(lane.worktree(), RUN, STEP, "unit", List.of())
                .orElseThrow();
        repository.git("update-ref", "refs/heads/" + run.branch(), commit);

        LaneMerge merge = workspaces.mergeLanes(run, null, List.of("unit"), List.of());

        assertThat(merge).isEqualTo(new LaneMerge.Merged(commit));
        assertThat(run.root().directory().resolve("unit.txt")).exists();
    }

    @Test
    void opensALaneAgainWithTheCommitItBeganWith() throws IOException {
        RunWorkspace run = open();
        LaneWorkspace first = workspaces.openLane(run, null, "unit");
        write(first.worktree(), "unit.txt", "u\n");
        workspaces.checkpoint(first.worktree(), RUN, STEP, "unit", List.of());

        assertThat(workspaces.openLane(run, null, "unit")).isEqualTo(first);
        assertThatThrownBy(() -> workspaces.openLane(run, null, "../x")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void resetsFilesAndBranchButKeepsIgnoredFiles() throws IOException {
        RunWorkspace run = open();
        write(run.root(), ".gitignore", "target/\n");
        workspaces.checkpoint(run.root(), RUN, STEP, "ignore", List.of());
        write(run.root(), "target/cache", "x");
        write(run.root(), "new.txt", "x");
        write(run.root(), "README.md", "changed\n");
        Repository.create(run.root().directory().resolve("nested"));

        workspaces.reset(run.root(), run.baseCommit());

        assertThat(run.root().directory().resolve("README.md")).hasContent("hello\n");
        assertThat(run.root().directory().resolve("new.txt")).doesNotExist();
        assertThat(run.root().directory().resolve("nested")).doesNotExist();
        assertThat(repository.git("rev-parse", run.branch())).isEqualTo(run.baseCommit());
    }

    @Test
    void givesEqualTreesForEqualFiles() throws IOException {
        RunWorkspace run = open();
        String before = workspaces.treeDigest(run.root(), List.of());
        write(run.root(), "a.txt", "a\n");
        String changed = workspaces.treeDigest(run.root(), List.of());
        Files.delete(run.root().directory().resolve("a.txt"));

        assertThat(changed).isNotEqualTo(before);
        assertThat(workspaces.treeDigest(run.root(), List.of())).isEqualTo(before);
        assertThat(Repository.git(run.root().directory(), "status", "--porcelain"))
                .isEmpty();
    }

    @Test
    void cutsALongDiffAtALine() throws IOException {
        repository.write("long.txt", "line\n".repeat(1000));
        String head = repository.commit("long");

        Diff diff = workspaces.diff(repository.directory(), head + "~1", head, 500);

        assertThat(diff.truncated()).isTrue();
        assertThat(diff.text()).endsWith("\n").hasSizeLessThanOrEqualTo(500);
        assertThat(diff.summary()).isEqualTo("1 file, +1000 -0");
        assertThat(workspaces
                        .diff(repository.directory(), head + "~1", head, 100_000)
                        .truncated())
                .isFalse();
    }

    @Test
    void closesARunAndKeepsItsBranch() throws IOException {
        RunWorkspace run = open();
        workspaces.openLane(run, null, "unit");
        write(run.root(), "a.txt", "a\n");
        workspaces.checkpoint(run.root(), RUN, STEP, "add a", List.of());

        workspaces.close(run);
        workspaces.close(run);

        assertThat(run.directory()).doesNotExist();
        assertThat(repository.git("worktree", "list").lines()).hasSize(1);
        assertThat(repository
                        .git("for-each-ref", "--format=%(refname)", "refs/")
                        .lines())
                .containsExactlyInAnyOrder("refs/heads/main", "refs/heads/" + run.branch());
    }

    @Test
    void takesARunUpAgainAtTheCommitsThatAreKept() throws IOException {
        RunWorkspace run = open();
        write(run.root(), "a.txt", "a\n");
        String kept = checkpoint(run.root(), "add a");
        LaneWorkspace unit = workspaces.openLane(run, null, "unit");
        write(unit.worktree(), "unit.txt", "unit\n");
        String keptInLane = checkpoint(unit.worktree(), "add unit");
        write(unit.worktree(), "more.txt", "more\n");
        checkpoint(unit.worktree(), "add more");
        write(run.root(), "b.txt", "b\n");
        checkpoint(run.root(), "add b");
        workspaces.close(run);
        repository.git("gc", "--prune=now", "--quiet");
        KeptWork work = new KeptWork(run.branch(), run.baseCommit(), kept, Map.of("unit", keptInLane));

        workspaces.reopenRun(repository.directory(), RUN, runs.resolve("one"), work);
        RunWorkspace again = workspaces.reopenRun(repository.directory(), RUN, runs.resolve("one"), work);

        assertThat(again).isEqualTo(run);
        assertThat(again.root().directory().resolve("a.txt")).hasContent("a\n");
        assertThat(again.root().directory().resolve("b.txt")).doesNotExist();
        LaneWorkspace lane = workspaces.openLane(again, null, "unit");
        assertThat(lane.worktree().directory().resolve("unit.txt")).hasContent("unit\n");
        assertThat(lane.worktree().directory().resolve("more.txt")).doesNotExist();
        assertThat(lane.baseCommit()).isEqualTo(kept);
        assertThat(open()).as("the next server finds it").isEqualTo(run);
    }

    @Test
    void takesNoRunUpAgainWhoseCommitsAreGone() {
        RunWorkspace run = open();
        workspaces.close(run);
        String gone = "1111111111111111111111111111111111111111";
        KeptWork work = new KeptWork(run.branch(), run.baseCommit(), gone, Map.of());

        assertThatThrownBy(() -> workspaces.reopenRun(repository.directory(), RUN, runs.resolve("one"), work))
                .isInstanceOf(GitFailure.class)
                .hasMessageContaining(gone);
        assertThat(run.directory()).doesNotExist();
    }

    @Test
    void saysWhatADirectoryIs() throws IOException {
        assertThat(workspaces.state(repository.directory()))
                .isEqualTo(new RepositoryState.Clean(repository.head(), "main"));

        repository.write("new.txt", "x");
        assertThat(workspaces.state(repository.directory()))
                .isEqualTo(new RepositoryState.Dirty(repository.head(), "main", List.of("new.txt")));

        repository.commit("new");
        repository.git("checkout", "--quiet", "--detach");
        assertThat(workspaces.state(repository.directory()))
                .isEqualTo(new RepositoryState.Clean(repository.head(), null));

        Path empty = Files.createDirectory(directory.resolve("empty"));
        assertThat(workspaces.state(empty)).isEqualTo(new RepositoryState.NotARepository());
        Repository.git(empty, "init", "--quiet");
        assertThat(workspaces.state(empty)).isEqualTo(new RepositoryState.NoCommits());

        Path bare = Files.createDirectory(directory.resolve("bare.git"));
        Repository.git(bare, "init", "--quiet", "--bare");
        assertThat(workspaces.state(bare)).isEqualTo(new RepositoryState.BareRepository());
    }

    @Test
    void doesNotTakeADirectoryInsideARepositoryForOne() throws IOException {
        Path inside = Files.createDirectory(repository.directory().resolve("inside"));

        assertThat(workspaces.state(inside)).isEqualTo(new RepositoryState.NotARepository());
    }

    @Test
    void knowsWhichGitIsTooOld() {
        assertThat(StateOfRepository.tooOld("git version 2.37.9")).isPresent();
        assertThat(StateOfRepository.tooOld("git version 2.38.0")).isEmpty();
        assertThat(StateOfRepository.tooOld("git version 3.0.1 (vendor)")).isEmpty();
    }

    private RunWorkspace open() {
        return workspaces.openRun(repository.directory(), RUN, runs.resolve("one"));
    }

    private String checkpoint(Worktree worktree, String message) {
        return workspaces.checkpoint(worktree, RUN, STEP, message, List.of()).orElseThrow();
    }

    private static void write(Worktree worktree, String path, String content) throws IOException {
        new Repository(worktree.directory()).write(path, content);
    }
}
