package dev.builderos.cli.command;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** The word somebody probably meant, by edit distance; two swapped letters count as one slip. */
final class Nearest {
    /** Longer words are not slips of the finger. */
    private static final int MAX_WORD = 40;

    private Nearest() {}

    static Optional<String> to(String word, Collection<String> candidates) {
        if (word.length() > MAX_WORD) {
            return Optional.empty();
        }
        int allowed = Math.clamp(word.length() / 2, 1, 3);
        return candidates.stream()
                .filter(candidate -> candidate.length() <= MAX_WORD && distance(word, candidate) <= allowed)
                .min(Comparator.comparingInt(candidate -> distance(word, candidate)));
    }

    private static int distance(String left, String right) {
        int[][] d = new int[left.length() + 1][right.length() + 1];
        for (int i = 0; i <= left.length(); i++) {
            for (int j = 0; j <= right.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int same = left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1;
                d[i][j] = Math.min(d[i - 1][j - 1] + same, Math.min(d[i - 1][j], d[i][j - 1]) + 1);
                if (i > 1
                        && j > 1
                        && left.charAt(i - 1) == right.charAt(j - 2)
                        && left.charAt(i - 2) == right.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[left.length()][right.length()];
    }
}
