package dev.builderos.connectors.git;

import static org.assertj.core.api.Assertions.assertThat;

import dev.builderos.contracts.RunId;
import dev.builderos.contracts.StepId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything in a repository that git would execute writes a file outside it; that file must never appear. */
class HostileRepositoryTest {
    private static final RunId RUN = new RunId("019aa000-1111-7aaa-8bbb-000000000001");
    private static final StepId STEP = new StepId("build");

    @TempDir
    private Path directory;

    private final RunWorkspaces workspaces = new RunWorkspaces();
    private Repository repository;
    private Path oracle;
    private Path evil;

    @BeforeEach
    void createRepository() throws IOException {
        repository = Repository.create(directory.resolve("repo"));
        oracle = directory.resolve("oracle");
        evil = script(directory.resolve("evil"));
    }

    @Test
    void provesThatTheProbeWorks() throws IOException {
        hook(repository.directory().resolve(".git"), "post-checkout");

        repository.git("checkout", "--quiet", "-b", "other");

        assertThat(oracle).exists();
    }

    @Test
    void runsNoHook() throws IOException {
        for (String name : List.of(
                "post-checkout",
                "pre-commit",
                "post-commit",
                "reference-transaction",
                "pre-push",
                "post-index-change",
                "post-merge")) {
            hook(repository.directory().resolve(".git"), name);
        }

        useEverything();

        assertThat(oracle).doesNotExist();
    }

    @Test
    void runsNoHookFromAnotherHooksPath() throws IOException {
        Path hooks = Files.createDirectories(repository.directory().resolve("hooks"));
        script(hooks.resolve("post-checkout"));
        script(hooks.resolve("reference-transaction"));
        repository.git("config", "core.hooksPath", hooks.toString());

        useEverything();

        assertThat(oracle).doesNotExist();
    }

    @Test
    void runsNoFilter() throws IOException {
        repository.write(".gitattributes", "* filter=a.b=c diff=evil merge=evil\n");
        repository.commit("attributes");
        repository.git("config", "filter.a.b=c.clean", evil.toString());
        repository.git("config", "filter.a.b=c.smudge", evil.toString());
        repository.git("config", "filter.a.b=c.required", "true");
        repository.git("config", "diff.evil.textconv", evil.toString());
        repository.git("config", "diff.evil.command", evil.toString());
        repository.git("config", "diff.external", evil.toString());
        repository.git("config", "merge.evil.driver", evil + " %O %A %B");

        useEverything();

        assertThat(oracle).doesNotExist();
    }

    @Test
    void runsNoFilterProcess() throws IOException {
        repository.write(".gitattributes", "* filter=evil\n");
        repository.commit("attributes");
        repository.git("config", "filter.evil.process", evil.toString());

        useEverything();

        assertThat(oracle).doesNotExist();
    }

    @Test
    void runsNoFilterOfAnIncludedFile() throws IOException {
        repository.write(".gitattributes", "* filter=evil\n");
        repository.commit("attributes");
        repository.write("more", "[filter \"evil\"]\n\tclean = " + evil + "\n\tsmudge = " + evil + "\n");
        repository.git("config", "include.path", "../more");

        useEverything();

        assertThat(oracle).doesNotExist();
    }

    @Test
    void runsNoMonitorSignerOrHelper() throws IOException {
        repository.git("config", "core.fsmonitor", evil.toString());
        repository.git("config", "commit.gpgSign", "true");
        repository.git("config", "gpg.program", evil.toString());
        repository.git("config", "log.showSignature", "true");
        repository.git("config", "core.sshCommand", evil.toString());
        repository.git("config", "core.pager", evil.toString());
        repository.git("config", "core.editor", evil.toString());
        repository.git("config", "core.alternateRefsCommand", evil.toString());
        repository.git("config", "credential.helper", "!" + evil);

        useEverything();

        assertThat(oracle).doesNotExist();
    }

    @Test
    void doesNotEnterARepositoryInTheWorkspace() throws IOException {
        RunWorkspace run = workspaces.openRun(repository.directory(), RUN, directory.resolve("run"));
        Repository nested = Repository.create(run.root().directory().resolve("nested"));
        repository.git("update-index", "--add", "--cacheinfo", "160000," + nested.head() + ",nested");
        repository.git("commit", "--quiet", "-m", "submodule");
        workspaces.reset(run.root(), repository.head());
        nested.git("config", "core.fsmonitor", evil.toString());
        nested.git("config", "filter.evil.clean", evil.toString());
        nested.write(".git/info/attributes", "* filter=evil\n");
        // Of the same size, at the commit the submodule is recorded with: git has to look inside to see the change.
        nested.write("README.md", "hullo\n");
        Files.deleteIfExists(oracle);

        workspaces.treeDigest(run.root(), List.of());
        Files.writeString(run.root().directory().resolve("a.txt"), "a");
        workspaces.checkpoint(run.root(), RUN, STEP, "a", List.of());
        workspaces.reset(run.root(), run.baseCommit());

        assertThat(oracle).doesNotExist();
    }

    @Test
    void asksAboutASubmoduleOfTheUserWithoutEnteringIt() throws IOException {
        Repository nested = Repository.create(repository.directory().resolve("nested"));
        repository.git("add", "nested");
        repository.git("commit", "--quiet", "-m", "submodule");
        nested.git("config", "core.fsmonitor", evil.toString());
        nested.write("README.md", "changed\n");

        RepositoryState state = workspaces.state(repository.directory());

        assertThat(state).isInstanceOf(RepositoryState.Clean.class);
        assertThat(oracle).doesNotExist();
    }

    @Test
    void followsNoGitFileThatAnAgentPutIntoTheWorkspace() throws IOException {
        RunWorkspace run = workspaces.openRun(repository.directory(), RUN, directory.resolve("run"));
        Repository trap = Repository.create(directory.resolve("trap"));
        trap.git("config", "filter.evil.clean", evil.toString());
        Files.writeString(run.root().directory().resolve(".gitattributes"), "* filter=evil\n");
        Files.writeString(
                run.root().directory().resolve(".git"),
                "gitdir: " + trap.directory().resolve(".git") + "\n");
        String before = trap.head();

        String commit =
                workspaces.checkpoint(run.root(), RUN, STEP, "a", List.of()).orElseThrow();

        assertThat(repository.git("rev-parse", run.branch())).isEqualTo(commit);
        assertThat(trap.head()).isEqualTo(before);
        assertThat(oracle).doesNotExist();
    }

    @Test
    void fetchesNothingFromARemoteThatWouldRunACommand() throws IOException {
        repository.git("config", "core.repositoryFormatVersion", "1");
        repository.git("config", "extensions.partialClone", "origin");
        repository.git("config", "remote.origin.url", "ext::" + evil);
        repository.git("config", "remote.origin.promisor", "true");
        repository.git("config", "remote.origin.uploadpack", evil.toString());
        repository.git("config", "protocol.ext.allow", "always");
        Git git = Git.at(repository.directory());

        git.ask(1000, "cat-file", "-p", "1234567890123456789012345678901234567890");

        assertThat(oracle).doesNotExist();
    }

    /** Every operation, with a change in each worktree. */
    private void useEverything() throws IOException {
        workspaces.state(repository.directory());
        Files.deleteIfExists(oracle);
        RunWorkspace run = workspaces.openRun(repository.directory(), RUN, directory.resolve("run"));
        for (String lane : List.of("one", "two")) {
            Worktree worktree = workspaces.openLane(run, null, lane).worktree();
            Files.writeString(worktree.directory().resolve(lane + ".txt"), lane);
            Files.writeString(worktree.directory().resolve("README.md"), lane + "\n");
            workspaces.treeDigest(worktree, List.of());
            workspaces.checkpoint(worktree, RUN, STEP, lane, List.of());
        }
        workspaces.mergeLanes(run, null, List.of("one", "two"), List.of());
        LaneMerge merge = workspaces.mergeLanes(run, null, List.of("one"), List.of());
        assertThat(merge).isInstanceOf(LaneMerge.Merged.class);
        workspaces.diff(repository.directory(), run.baseCommit(), run.branch(), 10_000);
        workspaces.reset(run.root(), run.baseCommit());
        workspaces.close(run);
    }

    private Path script(Path file) throws IOException {
        Files.writeString(file, "#!/bin/sh\ntouch '" + oracle + "'\ncat\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return file;
    }

    private void hook(Path gitDirectory, String name) throws IOException {
        script(Files.createDirectories(gitDirectory.resolve("hooks")).resolve(name));
    }
}
