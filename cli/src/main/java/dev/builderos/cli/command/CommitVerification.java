package dev.builderos.cli.command;

import dev.builderos.cli.CliFailure;
import dev.builderos.cli.ExitCode;
import dev.builderos.cli.merge.MergeCheck;
import dev.builderos.cli.merge.ReceiptShelf;
import dev.builderos.cli.project.LocalState;
import dev.builderos.cli.project.ReceiptProof;
import dev.builderos.connectors.git.Git;
import dev.builderos.connectors.git.GitFailure;
import dev.builderos.receipts.Verification;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code verify --commit}: the repository around a directory, and the commits that a revision or a range names. */
record CommitVerification(ReceiptProof proof, Path directory, List<Path> receipts) {
    private static final String RANGE = "..";

    CommitVerification {
        receipts = List.copyOf(receipts);
    }

    Verification of(String revision, MergeCheck.Demand demand) {
        Path root = root();
        List<Path> places = new ArrayList<>(receipts);
        places.add(root.resolve(LocalState.DIRECTORY).resolve("runs"));
        try {
            Git git = Git.at(root);
            return new MergeCheck(git, new ReceiptShelf(git, places), file -> proof.verify(file, null))
                    .of(commits(git, revision), demand);
        } catch (GitFailure failure) {
            throw new CliFailure(ExitCode.FAILED, "git could not be asked: " + failure.getMessage());
        }
    }

    private Path root() {
        for (Path at = directory.toAbsolutePath().normalize(); at != null; at = at.getParent()) {
            if (Files.exists(at.resolve(".git"))) {
                return at;
            }
        }
        throw new CliFailure(ExitCode.USAGE, "there is no git repository here or above " + directory);
    }

    private static List<String> commits(Git git, String revision) {
        int dots = revision.indexOf(RANGE);
        if (dots < 0) {
            return List.of(commit(git, revision));
        }
        String from = commit(git, revision.substring(0, dots));
        String to = commit(git, revision.substring(dots + RANGE.length()));
        List<String> commits =
                git.text("rev-list", "--reverse", from + RANGE + to).lines().toList();
        if (commits.isEmpty()) {
            throw new CliFailure(ExitCode.NOT_FOUND, "there are no commits in " + revision);
        }
        return commits;
    }

    private static String commit(Git git, String revision) {
        return git.commit(revision)
                .orElseThrow(() -> new CliFailure(
                        ExitCode.NOT_FOUND,
                        "there is no commit `" + revision + "` in this repository",
                        "a shallow clone lacks history:  git fetch --unshallow"));
    }
}
