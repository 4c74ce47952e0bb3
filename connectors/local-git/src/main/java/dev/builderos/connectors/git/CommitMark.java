package dev.builderos.connectors.git;

import java.util.Optional;

/**
 * How a commit is known for one that BuilderOS made: every commit of a run has BuilderOS as its author and committer, and names its run.
 * Any one of the three is enough, so that taking one away changes nothing. Whoever rewrites a commit in their own name takes all of
 * them away, and the commit is theirs.
 */
public final class CommitMark {
    private static final String HEADER_END = "\n\n";

    private CommitMark() {}

    /** Why a commit is taken for one of BuilderOS's, in words; empty when it bears no mark. */
    public static Optional<String> of(Git git, String commit) {
        return of(git.text("cat-file", "commit", commit));
    }

    static Optional<String> of(String commitText) {
        int end = commitText.indexOf(HEADER_END);
        String header = end < 0 ? commitText : commitText.substring(0, end);
        String message = end < 0 ? "" : commitText.substring(end);
        Optional<String> run = Trailers.find(message, Trailers.RUN);
        if (run.isPresent()) {
            return Optional.of("it names run " + run.get());
        }
        for (String role : new String[] {"author", "committer"}) {
            if (header.lines()
                    .anyMatch(line -> line.startsWith(role + " ") && line.contains("<" + SafeSettings.EMAIL + ">"))) {
                return Optional.of("its " + role + " is BuilderOS");
            }
        }
        return Optional.empty();
    }

    /** Who stands as its author. */
    public static String author(Git git, String commit) {
        return git.text("show", "--no-patch", "--format=%an <%ae>", commit);
    }
}
