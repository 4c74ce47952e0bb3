package dev.builderos.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.builderos.cli.Captured;
import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;
import dev.builderos.contracts.ContractJson;
import dev.builderos.contracts.Digest;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.journal.FactRecord;
import dev.builderos.receipts.Envelope;
import dev.builderos.receipts.ReceiptStatement;
import dev.builderos.receipts.SealedFile;
import dev.builderos.receipts.SigningKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The check before a merge, on a real repository. */
class VerifyCommitTest {
    private static final String RUN = "0192f3a1-7b2c-7000-8000-000000000001";
    private static final String PERSON = "Ana <ana@example.com>";
    private static final String BUILDEROS = "BuilderOS <builderos@localhost>";
    private static final String TRAILER = "\n\nBuilderOS-Run: " + RUN + "\nBuilderOS-Step: generate\n";
    private static final String DIGEST = Digest.of("x").value();

    @TempDir
    private Path directory;

    private final Captured captured = Captured.plain();
    private Path repository;
    private String base;
    private String first;
    private String head;

    @BeforeEach
    void makeABranchThatAnAgentWorkedOn() throws Exception {
        repository = directory.resolve("hello");
        Files.createDirectories(repository);
        git("init", "--quiet", "--initial-branch=main");
        base = commit("start", PERSON);
        git("checkout", "--quiet", "-b", "builderos/0192f3a1-7b2c");
        first = commit("generate" + TRAILER, BUILDEROS);
        head = commit("test" + TRAILER, BUILDEROS);
    }

    @Test
    void refusesAnAgentsCommitWithoutAReceipt() {
        assertThat(verify(head)).isEqualTo(ExitCode.FAILED);

        assertThat(captured.out())
                .contains("It names run " + RUN)
                .contains("no receipt covers it")
                .contains("✗ refused");
    }

    @Test
    void acceptsWhatAReceiptCoversAndSaysWhatWasProvenAndWhatNot() throws IOException {
        keep(receipt(base, head));

        assertThat(verify(base + ".." + head)).isEqualTo(ExitCode.OK);

        assertThat(captured.out())
                .contains("it is on the way to what run " + RUN + " left")
                .contains("it is what run " + RUN + " left")
                .contains("– not proven")
                .contains("✓ nothing an agent made lacks a receipt");
    }

    @Test
    void refusesACommitThatCameAfterWhatTheReceiptCovers() throws Exception {
        keep(receipt(base, head));
        String later = commit("one more" + TRAILER, BUILDEROS);

        assertThat(verify(base + ".." + later)).isEqualTo(ExitCode.FAILED);
        assertThat(verify(first)).isEqualTo(ExitCode.OK);
    }

    @Test
    void refusesACommitThatWasThereBeforeTheRunBegan() throws IOException {
        keep(receipt(first, head));

        assertThat(verify(first)).isEqualTo(ExitCode.FAILED);
        assertThat(verify(head)).isEqualTo(ExitCode.OK);
    }

    /** In a clone without the beginning of the run nobody can tell whether the commit was there before. */
    @Test
    void refusesACommitWhoseRunBeganWhereTheCloneDoesNotReach() throws IOException {
        keep(receipt("f".repeat(40), head));

        assertThat(verify(head)).isEqualTo(ExitCode.FAILED);
        assertThat(captured.out()).contains("is not in this clone; fetch the whole history");
    }

    @Test
    void aRangeWithoutCommitsProvesNothing() {
        assertThat(verify(head + ".." + head)).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(captured.err()).contains("there are no commits in ");
    }

    @Test
    void aLeftOutTrailerChangesNothing() throws Exception {
        String bare = commit("without a trailer", BUILDEROS);

        assertThat(verify(bare)).isEqualTo(ExitCode.FAILED);
        assertThat(captured.out()).contains("Its author is BuilderOS");
    }

    @Test
    void anotherAuthorChangesNothingWhileTheTrailerStands() throws Exception {
        String disguised = commit("work" + TRAILER, PERSON);

        assertThat(verify(disguised)).isEqualTo(ExitCode.FAILED);
    }

    @Test
    void aPersonsCommitNeedsNoReceiptUnlessEveryOneDoes() throws Exception {
        String mine = commit("a fix", PERSON);

        assertThat(verify(mine)).isEqualTo(ExitCode.OK);
        assertThat(captured.out()).contains("by Ana <ana@example.com>, bears no mark");
        assertThat(verify(mine, "--all")).isEqualTo(ExitCode.FAILED);
    }

    @Test
    void takesTheReceiptOfAPullRequest() throws Exception {
        String text = new String(receipt(base, head), StandardCharsets.UTF_8);
        Path file = Files.writeString(directory.resolve("receipt.json"), text);
        String blob = git("hash-object", "-w", "--no-filters", file.toString());
        Path entry = Files.writeString(directory.resolve("entry"), "100644 blob " + blob + "\treceipt.json\n");
        String tree = gitFrom(entry, "mktree");
        git("update-ref", "refs/builderos/pulls/1", git("commit-tree", tree, "-m", "Receipt of pull request 1"));

        assertThat(verify(head)).isEqualTo(ExitCode.OK);
        assertThat(captured.out()).contains("refs/builderos/pulls/1 proves");
    }

    @Test
    void believesNoReceiptOfAKeyThatNobodyNamed() throws IOException {
        Files.createDirectories(directory.resolve("given"));
        SigningKey stranger = SigningKey.generate();
        Files.write(directory.resolve("given/receipt.json"), receipt(base, head, stranger));

        assertThat(verify(head, "--receipts", "../given")).isEqualTo(ExitCode.FAILED);
        assertThat(captured.out()).contains("is not proven: nothing says that you trust the key");
        Files.writeString(directory.resolve("team.pem"), stranger.verifyingKey().pem());
        assertThat(verify(head, "--receipts", "../given", "--key", "../team.pem"))
                .isEqualTo(ExitCode.OK);
    }

    @Test
    void believesNoReceiptThatWasEdited() throws IOException {
        byte[] edited = new String(receipt(base, head), StandardCharsets.UTF_8)
                .replace("\"local:owner\"", "\"local:other\"")
                .getBytes(StandardCharsets.UTF_8);
        keep(edited);

        assertThat(verify(head)).isEqualTo(ExitCode.FAILED);
        assertThat(captured.out()).contains("is not proven: ");
    }

    @Test
    void saysThatItKnowsNoSuchCommit() {
        assertThat(verify("0".repeat(40))).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(captured.err()).contains("git fetch --unshallow");
    }

    private int verify(String commit, String... more) {
        List<String> arguments = new ArrayList<>(List.of("verify", "--commit", commit));
        arguments.addAll(List.of(more));
        return new Cli(new Session(
                        captured.console(),
                        Map.of("BUILDEROS_HOME", directory.resolve("home").toString()),
                        repository,
                        InstantSource.system()))
                .run(arguments);
    }

    private void keep(byte[] receipt) throws IOException {
        Path runs = repository.resolve(".builderos/runs");
        Files.createDirectories(runs);
        Files.write(runs.resolve(RUN + ".receipt.json"), receipt);
    }

    private byte[] receipt(String from, String to) throws IOException {
        return receipt(from, to, SigningKey.loadOrCreate(directory.resolve("home/keys")));
    }

    private static byte[] receipt(String from, String to, SigningKey key) {
        List<FactRecord> facts = new ArrayList<>();
        Map<String, Object> admitted = new TreeMap<>(Map.of(
                "org", "local",
                "project", "hello",
                "root", "/",
                "pipeline", "feature",
                "pipelineVersion", "1.0.0",
                "pipelinePath", "ship/feature.yaml",
                "snapshot", DIGEST,
                "planDigest", DIGEST,
                "policyDigest", DIGEST,
                "options", Map.of("sandbox", "bubblewrap", "allowDirty", false)));
        admitted.put("requester", Map.of("org", "local", "id", "local:owner", "roles", List.of("Owner")));
        admitted.put("inputs", Map.of());
        admitted.put("steps", List.of());
        add(facts, "RunAdmitted", admitted);
        add(facts, "RunStarted", Map.of("branch", "builderos/0192f3a1-7b2c", "baseCommit", from));
        add(facts, "RunSucceeded", Map.of("headCommit", to));
        Envelope envelope = ReceiptStatement.of(new RunId(RUN), facts).sign(key);
        return new SealedFile.ReceiptFile(envelope, key.verifyingKey(), facts).bytes();
    }

    private static void add(List<FactRecord> facts, String type, Map<String, Object> body) {
        JsonNode tree = ContractJson.tree(body);
        Digest prev = facts.isEmpty() ? FactRecord.GENESIS : facts.getLast().hash();
        facts.add(FactRecord.chained(facts.size() + 1L, Instant.parse("2026-11-22T10:00:00Z"), type, 1, tree, prev));
    }

    private String commit(String message, String by) throws Exception {
        Files.writeString(repository.resolve("file.txt"), message + System.nanoTime());
        git("add", "file.txt");
        String name = by.substring(0, by.indexOf(" <"));
        String email = by.substring(by.indexOf('<') + 1, by.length() - 1);
        git("-c", "user.name=" + name, "-c", "user.email=" + email, "commit", "--quiet", "-m", message);
        return git("rev-parse", "HEAD");
    }

    private String git(String... arguments) throws Exception {
        return gitFrom(Path.of("/dev/null"), arguments);
    }

    private String gitFrom(Path input, String... arguments) throws Exception {
        List<String> words = new ArrayList<>(List.of("git", "-c", "user.name=It", "-c", "user.email=it@example.com"));
        words.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(words)
                .directory(repository.toFile())
                .redirectErrorStream(true)
                .redirectInput(input.toFile());
        builder.environment().put("GIT_CONFIG_GLOBAL", "/dev/null");
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as("%s: %s", words, said).isZero();
        return said.strip();
    }
}
