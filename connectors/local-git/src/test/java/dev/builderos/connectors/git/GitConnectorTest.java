package dev.builderos.connectors.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.builderos.connectors.ConnectorFailure;
import dev.builderos.connectors.Consequence;
import dev.builderos.connectors.EffectContext;
import dev.builderos.connectors.EffectOutcome;
import dev.builderos.connectors.EffectOutcome.Done;
import dev.builderos.connectors.EffectOutcome.Failed;
import dev.builderos.connectors.InvalidArguments;
import dev.builderos.connectors.Lookup;
import dev.builderos.contracts.ProjectId;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.StepId;
import dev.builderos.contracts.effect.Effect;
import dev.builderos.contracts.effect.Risk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GitConnectorTest {
    private static final RunId RUN = new RunId("019aa000-1111-7aaa-8bbb-000000000001");

    @TempDir
    private Path directory;

    private final GitConnector connector = new GitConnector();
    private final RunWorkspaces workspaces = new RunWorkspaces();
    private Repository repository;
    private Path remote;
    private RunWorkspace run;

    @BeforeEach
    void createRepositories() throws IOException {
        repository = Repository.create(directory.resolve("repo"));
        remote = Files.createDirectory(directory.resolve("remote.git"));
        Repository.git(remote, "init", "--quiet", "--bare", "--initial-branch=main");
        repository.git("remote", "add", "origin", remote.toString());
        repository.git("push", "--quiet", "origin", "main");
        run = workspaces.openRun(repository.directory(), RUN, directory.resolve("run"));
        Files.writeString(run.root().directory().resolve("new.txt"), "new\n");
    }

    @Test
    void commitsExactlyTheTreeThatWasPrepared() throws IOException {
        Effect effect = prepare("git.commit", Map.of("message", "add new"));
        Files.writeString(run.root().directory().resolve("late.txt"), "late\n");

        Done done = done(connector.perform(effect, context("k1")));

        assertThat(repository
                        .git("ls-tree", "--name-only", done.outputs().get("commit"))
                        .lines())
                .containsExactly("README.md", "new.txt");
        assertThat(done(connector.perform(effect, context("k1")))).isEqualTo(done);
        assertThat(connector.lookup(effect, context("k1"))).isEqualTo(new Lookup.Happened(done));
        assertThat(connector.lookup(effect, context("k2"))).isEqualTo(new Lookup.DidNotHappen());
        assertThat(connector.perform(effect, context("k2"))).isInstanceOf(Failed.class);
    }

    @Test
    void showsWhatChanged() {
        Done status = done(connector.perform(prepare("git.status", Map.of()), context("k")));
        Done diff = done(connector.perform(prepare("git.diff", Map.of()), context("k")));

        assertThat(status.result()).isEqualTo("A\tnew.txt");
        assertThat(diff.result()).contains("+++ b/new.txt\n").contains("+new");
    }

    @Test
    void pushesTheExactCommitToTheExactBranch() {
        String commit = commit();
        Effect effect = prepare("git.push", Map.of());

        assertThat(effect.arguments())
                .containsOnlyKeys("remote", "url", "branch", "base", "commit")
                .containsEntry("commit", commit)
                .containsEntry("branch", run.branch());
        assertThat(connector.consequence(effect)).isEqualTo(Consequence.REVERSIBLE);
        assertThat(connector.lookup(effect, context("k"))).isEqualTo(new Lookup.DidNotHappen());

        Done done = done(connector.perform(effect, context("k")));

        assertThat(Repository.git(remote, "rev-parse", run.branch())).isEqualTo(commit);
        assertThat(connector.lookup(effect, context("k"))).isEqualTo(new Lookup.Happened(done));
        assertThat(done(connector.perform(effect, context("k")))).isEqualTo(done);
    }

    @Test
    void aPushStandsWhileTheBranchIsWhereItWasPushedTo() throws IOException {
        commit();
        Effect pushed = prepare("git.push", Map.of());
        assertThat(connector.stands(pushed, prepare("git.push", Map.of())))
                .as("not done yet")
                .isFalse();
        done(connector.perform(pushed, context("k")));

        assertThat(connector.stands(pushed, prepare("git.push", Map.of()))).isTrue();
        assertThat(connector.stands(pushed, prepare("git.push", Map.of("branch", "other"))))
                .isFalse();
        assertThat(connector.stands(prepare("git.status", Map.of()), prepare("git.status", Map.of())))
                .isFalse();

        Repository.git(remote, "update-ref", "refs/heads/" + run.branch(), run.baseCommit());
        assertThat(connector.stands(pushed, prepare("git.push", Map.of())))
                .as("somebody set it back")
                .isFalse();
    }

    @Test
    void callsAPushToTheDefaultBranchDestructive() {
        String commit = commit();
        Effect effect = prepare("git.push", Map.of("branch", "main"));

        assertThat(connector.consequence(effect)).isEqualTo(Consequence.DESTRUCTIVE);
        assertThat(effect.arguments()).containsEntry("expected", run.baseCommit());
        var card = connector.describe(effect, context("k"));
        assertThat(card.risk().level()).isEqualTo(Risk.Level.HIGH);
        assertThat(card.diff()).contains("+++ b/new.txt");
        assertThat(card.title()).isEqualTo("push " + commit.substring(0, 12) + " to main of origin");
        assertThat(card.exact()).contains("url: " + remote);

        done(connector.perform(effect, context("k")));

        assertThat(Repository.git(remote, "rev-parse", "main")).isEqualTo(commit);
    }

    @Test
    void pushesNothingWhenSomebodyElsePushedInBetween() throws IOException {
        commit();
        Effect effect = prepare("git.push", Map.of("branch", "main"));
        repository.write("other.txt", "other");
        String others = repository.commit("other");
        repository.git("push", "--quiet", "origin", "main");

        assertThat(connector.perform(effect, context("k")))
                .isInstanceOfSatisfying(
                        Failed.class, failed -> assertThat(failed.message()).contains("has moved"));
        assertThat(Repository.git(remote, "rev-parse", "main")).isEqualTo(others);
        assertThat(connector.lookup(effect, context("k"))).isInstanceOf(Lookup.CannotTell.class);
        assertThatThrownBy(() -> prepare("git.push", Map.of("branch", "main")))
                .isInstanceOf(InvalidArguments.class)
                .hasMessageContaining("would overwrite");
    }

    @Test
    void pushesNothingWhenTheBranchAppearedInBetween() {
        commit();
        Effect effect = prepare("git.push", Map.of("branch", "fresh"));
        repository.git("push", "--quiet", "origin", "main:fresh");

        assertThat(connector.perform(effect, context("k"))).isInstanceOf(Failed.class);
    }

    @Test
    void pushesNothingWhenTheRemoteWasRedirectedAfterTheApproval() {
        commit();
        Effect effect = prepare("git.push", Map.of());
        repository.git(
                "remote", "set-url", "origin", directory.resolve("elsewhere").toString());

        assertThat(connector.perform(effect, context("k")))
                .isInstanceOfSatisfying(
                        Failed.class, failed -> assertThat(failed.message()).contains("another address"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "+main",
                "a:b",
                "--mirror",
                "refs/*",
                "a..b",
                "a@{1}",
                "a b",
                "",
                "a.lock",
                "a//b",
                "a/",
                "^a",
                "ä\u202e"
            })
    void refusesAnUnsafeBranch(String branch) {
        commit();

        assertThatThrownBy(() -> prepare("git.push", Map.of("branch", branch))).isInstanceOf(InvalidArguments.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ext::sh -c id", "https://ada:secret@example.com/x", "relative", "--upload-pack=x", "git://h/x"})
    void refusesAnUnsafeAddress(String url) {
        commit();
        repository.git("config", "remote.origin.url", url);

        assertThatThrownBy(() -> prepare("git.push", Map.of()))
                .isInstanceOf(InvalidArguments.class)
                .hasMessageNotContaining("secret");
    }

    @Test
    void saysHowToAddARemoteWhenThereIsNone() {
        repository.git("remote", "remove", "origin");

        assertThatThrownBy(() -> prepare("git.pull_request", Map.of("title", "Add new")))
                .isInstanceOf(InvalidArguments.class)
                .hasMessageContaining("git remote add origin");
    }

    @Test
    void readsARelativePathFromTheRepositoryAndShowsItInFull() {
        String commit = commit();
        repository.git(
                "remote",
                "set-url",
                "origin",
                "../" + repository.directory().getParent().relativize(remote));

        Effect effect = prepare("git.push", Map.of("branch", "relative"));

        assertThat(effect.text("url")).isEqualTo(remote.toString());
        assertThat(connector.perform(effect, context("k"))).isInstanceOf(Done.class);
        assertThat(Repository.git(remote, "rev-parse", "relative")).isEqualTo(commit);
    }

    @Test
    void refusesAnAddressThatTheRepositoryRewrites() {
        commit();
        repository.git("config", "url./elsewhere/.insteadOf", directory.toString());

        assertThatThrownBy(() -> prepare("git.push", Map.of()))
                .isInstanceOf(InvalidArguments.class)
                .hasMessageContaining("insteadOf");
    }

    @Test
    void pushesNothingElseWhateverTheRepositorySaysAboutRefs() {
        String commit = commit();
        repository.git("branch", "private");
        repository.git("tag", "--annotate", "--message", "x", "v1", "main");
        repository.git("config", "--add", "remote.origin.push", "+refs/heads/*:refs/heads/*");
        repository.git("config", "--add", "remote.origin.fetch", "+refs/heads/*:refs/heads/*");
        repository.git("config", "remote.origin.mirror", "true");
        repository.git("config", "push.default", "matching");
        repository.git("config", "push.followTags", "true");
        Effect effect = prepare("git.push", Map.of());

        done(connector.perform(effect, context("k")));

        assertThat(Repository.git(remote, "for-each-ref", "--format=%(refname) %(objectname)")
                        .lines())
                .containsExactlyInAnyOrder(
                        "refs/heads/main " + run.baseCommit(), "refs/heads/" + run.branch() + " " + commit);
        assertThat(repository.head()).isEqualTo(run.baseCommit());
    }

    @Test
    void refusesARemoteThatIsNamedLikeTheAddressOfAnother() throws IOException {
        commit();
        Path elsewhere = Files.createDirectory(directory.resolve("elsewhere.git"));
        Repository.git(elsewhere, "init", "--quiet", "--bare");
        String address = "file://" + remote;
        repository.git("config", "remote.origin.url", address);
        repository.git("config", "remote." + address + ".pushUrl", elsewhere.toString());
        repository.git("push", "--quiet", address, "main:proof");
        assertThat(Repository.git(elsewhere, "for-each-ref", "--format=%(refname)"))
                .isEqualTo("refs/heads/proof");

        assertThatThrownBy(() -> prepare("git.push", Map.of()))
                .isInstanceOf(InvalidArguments.class)
                .hasMessageContaining("named like");
    }

    @Test
    void opensAPullRequestOncePerKey() {
        String commit = commit();
        Effect effect =
                prepare("git.pull_request", Map.of("title", "Add new", "body", "Because.\n\nBuilderOS-Key: k9"));
        assertThat(connector.lookup(effect, context("k"))).isEqualTo(new Lookup.DidNotHappen());

        Done done = done(connector.perform(effect, context("k")));

        assertThat(done.outputs())
                .containsEntry("number", "1")
                .containsEntry("branch", run.branch())
                .containsEntry("head", commit)
                .containsEntry("base", "main")
                .containsEntry("url", remote + "#refs/builderos/pulls/1");
        assertThat(Repository.git(remote, "rev-parse", run.branch())).isEqualTo(commit);
        assertThat(Repository.git(remote, "cat-file", "blob", "refs/builderos/pulls/1:pull-request.json"))
                .contains("\"title\":\"Add new\"", "\"run\":\"" + RUN + "\"", "\"diffstat\":\"1 file, +1 -0\"");
        assertThat(done(connector.perform(effect, context("k")))).isEqualTo(done);
        assertThat(connector.lookup(effect, context("k"))).isEqualTo(new Lookup.Happened(done));
        assertThat(connector.lookup(effect, context("k9"))).isEqualTo(new Lookup.DidNotHappen());
    }

    @Test
    void numbersPullRequestsOneByOne() throws IOException {
        commit();
        done(connector.perform(prepare("git.pull_request", Map.of("title", "One")), context("k1")));
        Files.writeString(run.root().directory().resolve("more.txt"), "more\n");
        commit();
        done(connector.perform(prepare("git.pull_request", Map.of("title", "Two")), context("k2")));

        assertThat(connector.pullRequests(repository.directory(), "origin"))
                .extracting(PullRequest::number, PullRequest::title)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(1, "One"), org.assertj.core.groups.Tuple.tuple(2, "Two"));
    }

    @Test
    void attachesAReceiptWithoutLosingTheKey() {
        commit();
        Effect effect = prepare("git.pull_request", Map.of("title", "One"));
        Done done = done(connector.perform(effect, context("k1")));

        connector.attachReceipt(repository.directory(), "origin", 1, "{\"receipt\":1}\n");
        connector.attachReceipt(repository.directory(), "origin", 1, "{\"receipt\":1}\n");

        assertThat(connector.receipt(repository.directory(), "origin", 1)).contains("{\"receipt\":1}\n");
        assertThat(connector.receipt(repository.directory(), "origin", 2)).isEmpty();
        assertThat(Repository.git(remote, "rev-list", "--count", "refs/builderos/pulls/1"))
                .isEqualTo("2");
        assertThat(connector.lookup(effect, context("k1"))).isEqualTo(new Lookup.Happened(done));
        assertThatThrownBy(() -> connector.attachReceipt(repository.directory(), "origin", 2, "{}"))
                .isInstanceOf(ConnectorFailure.class);
    }

    @Test
    void runsNoHookOfARemoteOnThisHost() throws IOException {
        Path oracle = directory.resolve("oracle");
        for (String name : List.of("pre-receive", "update", "post-receive", "reference-transaction", "post-update")) {
            Path hook = remote.resolve("hooks").resolve(name);
            Files.writeString(hook, "#!/bin/sh\ntouch '" + oracle + "'\n");
            assertThat(hook.toFile().setExecutable(true)).isTrue();
        }
        repository.git("config", "remote.origin.receivepack", "touch '" + oracle + "';git-receive-pack");
        repository.git("config", "remote.origin.uploadpack", "touch '" + oracle + "';git-upload-pack");
        repository.git("config", "remote." + remote + ".receivepack", "touch '" + oracle + "';git-receive-pack");
        repository.git("config", "remote." + remote + ".vcs", "ext");
        commit();

        done(connector.perform(prepare("git.pull_request", Map.of("title", "One")), context("k1")));

        assertThat(oracle).doesNotExist();
    }

    @Test
    void saysSoWhenTheRemoteIsGone() throws IOException {
        commit();
        Effect effect = prepare("git.push", Map.of());
        DirectoryTree.delete(remote);

        assertThat(connector.perform(effect, context("k")))
                .isInstanceOfSatisfying(
                        Failed.class, failed -> assertThat(failed.message()).contains(remote.toString()));
        assertThat(connector.lookup(effect, context("k"))).isInstanceOf(Lookup.CannotTell.class);
    }

    private String commit() {
        return workspaces
                .checkpoint(run.root(), RUN, new StepId("build"), "change", List.of())
                .orElseThrow();
    }

    private Effect prepare(String tool, Map<String, Object> arguments) {
        return connector.prepare(tool, "builder", null, arguments, context("k"));
    }

    private EffectContext context(String key) {
        return new EffectContext(
                RUN,
                new StepId("build"),
                key,
                new ProjectId("hello"),
                repository.directory(),
                run.root().directory(),
                run.branch(),
                run.baseCommit(),
                null,
                "origin",
                "main",
                List.of(".builderos"),
                directory.resolve("state"),
                line -> {});
    }

    private static Done done(EffectOutcome outcome) {
        assertThat(outcome).isInstanceOf(Done.class);
        return (Done) outcome;
    }
}
