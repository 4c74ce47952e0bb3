package dev.builderos.connectors.git;

/** Compares commits without running anything the repository names. */
final class Diffs {

    private Diffs() {}

    static Diff between(Git git, String base, String head, int limit) {
        Git.Answer answer = git.ask(
                limit, "diff-tree", "-r", "-p", "-M", "--no-ext-diff", "--no-textconv", "--no-color", base, head);
        if (!answer.succeeded()) {
            throw Git.refused("diff-tree", answer);
        }
        String numbers =
                git.text("diff-tree", "-r", "--numstat", "--no-renames", "--no-ext-diff", "--no-textconv", base, head);
        int files = 0;
        int added = 0;
        int removed = 0;
        for (String line : numbers.lines().toList()) {
            String[] columns = line.split("\t", 3);
            files++;
            added += lines(columns[0]);
            removed += lines(columns[1]);
        }
        return new Diff(wholeLines(answer), answer.truncated(), files, added, removed);
    }

    private static String wholeLines(Git.Answer answer) {
        String text = answer.text();
        return answer.truncated() ? text.substring(0, text.lastIndexOf('\n') + 1) : text;
    }

    private static int lines(String column) {
        return column.equals("-") ? 0 : Integer.parseInt(column);
    }
}
