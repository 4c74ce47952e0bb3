package dev.builderos.cli.merge;

import dev.builderos.cli.merge.ReceiptShelf.Found;
import dev.builderos.connectors.git.CommitMark;
import dev.builderos.connectors.git.Git;
import dev.builderos.receipts.Check;
import dev.builderos.receipts.CommitClaim;
import dev.builderos.receipts.Verification;
import dev.builderos.receipts.Verification.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Whether commits that agents made are covered by proven receipts. A commit is covered when it lies between the base and the head of a
 * run: what a receipt names by its hash fixes all that leads up to it.
 */
public final class MergeCheck {
    private static final int BRIEF = 12;

    private final Git git;
    private final ReceiptShelf shelf;
    private final Function<byte[], Verification> proof;
    private final Map<String, Verification> proven = new HashMap<>();

    /** Of which commits a receipt is demanded. */
    public enum Demand {
        /** Of those that bear a mark of BuilderOS. */
        MARKED,
        /** Of every one, so that taking off the marks helps nobody. */
        EVERY
    }

    /**
     * A check of commits against receipts.
     *
     * @param proof verifies a receipt, offline
     */
    public MergeCheck(Git git, ReceiptShelf shelf, Function<byte[], Verification> proof) {
        this.git = git;
        this.shelf = shelf;
        this.proof = proof;
    }

    public Verification of(List<String> commits, Demand demand) {
        List<Check> checks = new ArrayList<>();
        List<Found> receipts = null;
        int people = 0;
        for (String commit : commits) {
            Optional<String> mark = CommitMark.of(git, commit);
            if (mark.isEmpty() && demand == Demand.MARKED) {
                people++;
                continue;
            }
            if (receipts == null) {
                receipts = shelf.all();
            }
            checks.add(covered(commit, mark.orElse("a receipt is demanded of every commit"), receipts));
        }
        if (people > 0) {
            checks.add(Check.notChecked(
                    "people",
                    (people == 1 && commits.size() == 1
                                    ? "The commit, by " + CommitMark.author(git, commits.getFirst()) + ", bears"
                                    : people + " of " + commits.size() + " commits bear")
                            + " no mark of BuilderOS: by author, committer and trailer a person's, of which no receipt is"
                            + " demanded."));
        }
        checks.add(
                demand == Demand.MARKED
                        ? Check.notChecked(
                                "not proven",
                                "That nobody took the marks off: an agent's commit that somebody amends, squashes or rebases"
                                        + " stands in that person's name. With --all every commit needs a receipt.")
                        : Check.notChecked(
                                "not proven", "What the run was asked to do, and whether its work is any good."));
        boolean refused = checks.stream().anyMatch(check -> check.outcome() == Check.Outcome.FAILED);
        return new Verification(refused ? Verdict.FAILED : Verdict.PROVEN, checks);
    }

    private Check covered(String commit, String why, List<Found> receipts) {
        String name = "commit " + brief(commit);
        String doubt = "no receipt covers it; looked in " + shelf.places();
        for (Found receipt : receipts) {
            Optional<CommitClaim> claim = CommitClaim.of(receipt.content().bytes());
            if (claim.isEmpty() || !reaches(commit, claim.get().head())) {
                continue;
            }
            if (git.commit(claim.get().base()).isEmpty()) {
                doubt = "the base " + brief(claim.get().base()) + " of run "
                        + claim.get().run() + " is not in this clone; fetch the whole history (git fetch --unshallow)";
            } else if (!git.isAncestor(commit, claim.get().base())) {
                Verification verification = proven.computeIfAbsent(
                        receipt.place(), place -> proof.apply(receipt.content().bytes()));
                if (verification.passed()) {
                    return Check.proven(name, covers(commit, why, claim.get(), receipt.place()));
                }
                doubt = "the receipt in " + receipt.place() + " is not proven: " + reason(verification);
            }
        }
        return Check.failed(name, sentence(why) + ", and " + doubt + ".");
    }

    private boolean reaches(String commit, String head) {
        return commit.equals(head) || git.isAncestor(commit, head);
    }

    private static String covers(String commit, String why, CommitClaim claim, String place) {
        return sentence(why) + "; it is "
                + (commit.equals(claim.head()) ? "what" : "on the way to what") + " run " + claim.run() + " left ("
                + brief(claim.base()) + ".." + brief(claim.head()) + "), as its receipt in " + place
                + " proves: signature, journal, decisions and approvals.";
    }

    private static String sentence(String why) {
        return Character.toUpperCase(why.charAt(0)) + why.substring(1);
    }

    private static String reason(Verification verification) {
        return verification.with(Check.Outcome.FAILED).stream()
                .findFirst()
                .map(Check::sentence)
                .orElse("nothing says that you trust the key it was signed with; name it with --key");
    }

    private static String brief(String commit) {
        return commit.substring(0, Math.min(BRIEF, commit.length()));
    }
}
