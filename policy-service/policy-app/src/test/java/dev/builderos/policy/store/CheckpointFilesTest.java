package dev.builderos.policy.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.OrgId;
import dev.builderos.policy.usecase.CheckpointBook;
import dev.builderos.receipts.SigningKey;
import dev.builderos.receipts.TrustedKeys;
import dev.builderos.receipts.audit.Checkpoint;
import dev.builderos.receipts.audit.SignedCheckpoint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointFilesTest {
    private static final OrgId ORG = new OrgId("local");

    @TempDir
    Path directory;

    private final SigningKey key = SigningKey.generate();
    private final SignedCheckpoint first = signed(1, 100, Checkpoint.NONE);
    private final SignedCheckpoint second = signed(2, 200, first.digest());

    @Test
    void givesBackWhatWasAppended() {
        write(first, second);

        assertThat(open().newest(ORG)).contains(second);
        assertThat(open().read(ORG, 1, 10)).isEqualTo(new CheckpointBook.Page(List.of(second.text()), 2));
    }

    @Test
    void hasNothingOfAnOrgWithoutCheckpoints() {
        assertThat(open().newest(ORG)).isEmpty();
        assertThat(open().read(ORG, 0, 10)).isEqualTo(new CheckpointBook.Page(List.of(), 0));
    }

    /** Killed after any byte: what was finished stands, the rest is taken away, and the next one goes on from there. */
    @Test
    void repairsALineThatACrashLeftUnfinishedAtAnyPlace() throws IOException {
        write(first);
        byte[] whole = Files.readAllBytes(file());
        byte[] more = (second.text() + "\n").getBytes(StandardCharsets.UTF_8);
        for (int torn = 0; torn < more.length; torn += 7) {
            Files.write(file(), whole);
            Files.write(file(), Arrays.copyOf(more, torn), StandardOpenOption.APPEND);
            CheckpointFiles files = open();

            assertThat(files.read(ORG, 0, 10).lines()).as("%d bytes", torn).containsExactly(first.text());
            assertThat(files.newest(ORG)).as("%d bytes", torn).contains(first);
            files.append(ORG, List.of(second));
            assertThat(files.read(ORG, 0, 10).lines())
                    .as("%d bytes", torn)
                    .containsExactly(first.text(), second.text());
        }
    }

    @Test
    void repairsAFirstLineThatACrashLeftUnfinished() throws IOException {
        Files.writeString(file(), first.text().substring(0, 50));
        CheckpointFiles files = open();

        assertThat(files.newest(ORG)).isEmpty();
        files.append(ORG, List.of(first));
        assertThat(open().newest(ORG)).contains(first);
    }

    @Test
    void goesOnBehindNoLineThatItDidNotWrite() throws IOException {
        write(first);
        Files.writeString(file(), "{}\n", StandardOpenOption.APPEND);

        assertThatThrownBy(() -> open().newest(ORG))
                .isInstanceOf(CheckpointBook.Damaged.class)
                .hasMessageContaining("is no checkpoint")
                .hasMessageContaining("move it away");
    }

    @Test
    void goesOnBehindNoCheckpointOfAnotherKey() throws IOException {
        SignedCheckpoint foreign = SignedCheckpoint.sign(second.checkpoint(), SigningKey.generate());
        Files.writeString(file(), first.text() + "\n" + foreign.text() + "\n");

        assertThatThrownBy(() -> open().newest(ORG))
                .isInstanceOf(CheckpointBook.Damaged.class)
                .hasMessageContaining("none of the keys");
    }

    @Test
    void writesNothingIntoAFileThatSomebodyElseChanged() throws IOException {
        CheckpointFiles files = open();
        files.newest(ORG);
        files.append(ORG, List.of(first));
        Files.writeString(file(), "");

        assertThatThrownBy(() -> files.append(ORG, List.of(second)))
                .isInstanceOf(CheckpointBook.Damaged.class)
                .hasMessageContaining("somebody else wrote");
        assertThat(Files.size(file())).isZero();
    }

    /** No crash leaves so much of one line: somebody wrote it. */
    @Test
    void goesOnBehindNoUnfinishedLineThatIsLongerThanACheckpoint() throws IOException {
        write(first);
        Files.writeString(file(), "x".repeat(20_000), StandardOpenOption.APPEND);
        long length = Files.size(file());

        assertThatThrownBy(() -> open().newest(ORG))
                .isInstanceOf(CheckpointBook.Damaged.class)
                .hasMessageContaining("does not end with a checkpoint");
        assertThat(Files.size(file())).as("nothing is taken away").isEqualTo(length);
    }

    @Test
    void nobodyElseReadsThem() throws IOException {
        Path audit = directory.resolve("audit");
        CheckpointFiles files = new CheckpointFiles(audit, TrustedKeys.of(key.verifyingKey()));
        files.own();
        files.newest(ORG);
        files.append(ORG, List.of(first));

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(audit)))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(audit.resolve("local.checkpoints.jsonl"))))
                .isEqualTo("rw-------");
    }

    @Test
    void hasOneOwner() {
        assertThat(open().own()).isTrue();
        assertThat(open().own()).isFalse();
    }

    private void write(SignedCheckpoint... checkpoints) {
        CheckpointFiles files = open();
        files.newest(ORG);
        files.append(ORG, List.of(checkpoints));
    }

    private CheckpointFiles open() {
        return new CheckpointFiles(directory, TrustedKeys.of(key.verifyingKey()));
    }

    private Path file() {
        return directory.resolve("local.checkpoints.jsonl");
    }

    private SignedCheckpoint signed(long number, long seq, Digest previous) {
        return SignedCheckpoint.sign(
                new Checkpoint(
                        ORG, number, seq, Digest.of("head " + seq), Instant.parse("2026-11-29T10:00:00Z"), previous),
                key);
    }
}
