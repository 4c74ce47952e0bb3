package dev.builderos.connectors.git;

import dev.builderos.connectors.ConnectorFailure;
import dev.builderos.connectors.FailureClass;
import dev.builderos.contracts.ContractJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Pull requests kept in a plain git remote; see {@link PullRequest}. */
final class PullRequests {
    private static final String REFS = "refs/builderos/pulls/";
    private static final String RECORD = "pull-request.json";
    private static final String RECEIPT = "receipt.json";

    /** How often somebody else may take the next number, or touch the same record, before we give up. */
    private static final int MOST_RACES = 10;

    private final Git git;
    private final Remote remote;

    PullRequests(Git git, Remote remote) {
        this.git = git;
        this.remote = remote;
    }

    /** Oldest first. */
    List<PullRequest> all() {
        var all = new ArrayList<PullRequest>();
        for (String commit : present().values()) {
            all.add(read(commit));
        }
        return all;
    }

    /** The one that was opened under this key. */
    Optional<PullRequest> find(String key) {
        return present().values().stream()
                .filter(commit -> Trailers.find(git.text("cat-file", "commit", commit), Trailers.KEY)
                        .filter(key::equals)
                        .isPresent())
                .findFirst()
                .map(this::read);
    }

    /**
     * Pushes the branch and records the pull request, both or neither.
     *
     * @param draft its number does not matter
     * @return empty when the branch at the remote is no longer what was expected
     */
    Optional<PullRequest> open(PullRequest draft, String key, String expected) {
        String branch = "refs/heads/" + draft.branch();
        for (int race = 0; race < MOST_RACES; race++) {
            SortedMap<Integer, String> present = present();
            int number = present.isEmpty() ? 1 : present.lastKey() + 1;
            var numbered = new PullRequest(
                    number,
                    draft.title(),
                    draft.body(),
                    draft.base(),
                    draft.branch(),
                    draft.head(),
                    draft.run(),
                    draft.diffstat(),
                    draft.createdAt());
            String tree = tree(
                    List.of(entry(RECORD, new String(ContractJson.write(numbered), StandardCharsets.UTF_8) + "\n")));
            String message = "Pull request " + number + ": " + draft.title() + "\n\n"
                    + Trailers.line(Trailers.RUN, draft.run())
                    + Trailers.line(Trailers.KEY, key);
            String commit = git.textFrom(message, "commit-tree", tree, "-F", "-");
            boolean moved = remote.push(
                    git,
                    List.of(
                            new Remote.Move(branch, expected, draft.head()),
                            new Remote.Move(REFS + number, "", commit)));
            if (moved) {
                return Optional.of(numbered);
            }
            String now = remote.ref(git, branch).orElse("");
            if (!now.equals(expected) && !now.equals(draft.head())) {
                return Optional.empty();
            }
            expected = now;
        }
        throw tooBusy();
    }

    /** Adds the receipt, once; the same text again changes nothing. */
    void attachReceipt(int number, String receipt) {
        String ref = REFS + number;
        for (int race = 0; race < MOST_RACES; race++) {
            String commit = present().get(number);
            if (commit == null) {
                throw new ConnectorFailure(
                        FailureClass.INVALID_OUTPUT, "remote `" + remote.name() + "` has no pull request " + number);
            }
            String record = git.text("cat-file", "blob", commit + ":" + RECORD);
            String tree = tree(List.of(entry(RECORD, record + "\n"), entry(RECEIPT, receipt)));
            if (git.text("rev-parse", commit + "^{tree}").equals(tree)) {
                return;
            }
            String key = Trailers.find(git.text("cat-file", "commit", commit), Trailers.KEY)
                    .orElse("");
            String message = "Receipt of pull request " + number + "\n\n" + Trailers.line(Trailers.KEY, key);
            String next = git.textFrom(message, "commit-tree", tree, "-p", commit, "-F", "-");
            if (remote.push(git, List.of(new Remote.Move(ref, commit, next)))) {
                return;
            }
        }
        throw tooBusy();
    }

    Optional<String> receipt(int number) {
        String commit = present().get(number);
        if (commit == null) {
            return Optional.empty();
        }
        Git.Answer answer = git.ask(8 * 1024 * 1024, "cat-file", "blob", commit + ":" + RECEIPT);
        return answer.succeeded() ? Optional.of(answer.text()) : Optional.empty();
    }

    /** Commits by number; those of the remote, brought here. */
    private SortedMap<Integer, String> present() {
        remote.fetch(git, REFS + "*");
        var present = new TreeMap<Integer, String>();
        remote.refs(git, REFS + "*").forEach((ref, commit) -> {
            String number = ref.substring(REFS.length());
            if (number.matches("[1-9][0-9]{0,8}") && git.commit(commit).isPresent()) {
                present.put(Integer.valueOf(number), commit);
            }
        });
        return present;
    }

    private PullRequest read(String commit) {
        String record = git.text("cat-file", "blob", commit + ":" + RECORD);
        return ContractJson.read(record.getBytes(StandardCharsets.UTF_8), PullRequest.class);
    }

    private String entry(String name, String content) {
        String blob = git.textFrom(content, "hash-object", "-w", "--no-filters", "--stdin");
        return "100644 blob " + blob + "\t" + name + "\n";
    }

    private String tree(List<String> entries) {
        return git.textFrom(String.join("", entries), "mktree");
    }

    private ConnectorFailure tooBusy() {
        return new ConnectorFailure(
                FailureClass.TRANSIENT, "pull requests at remote `" + remote.name() + "` change too fast; try again");
    }
}
