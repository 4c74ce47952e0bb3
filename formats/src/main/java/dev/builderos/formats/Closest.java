package dev.builderos.formats;

import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The word that was probably meant, by Levenshtein distance in which two letters swapped are one slip. */
final class Closest {
    /** Longer words are not slips of the finger, and comparing them costs the square of their length. */
    private static final int MAX_WORD = 80;

    private Closest() {}

    static @Nullable String to(String word, Collection<String> candidates) {
        if (word.length() > MAX_WORD) {
            return null;
        }
        String closest = null;
        // Of a word of one letter nothing would be left.
        int slips = Math.min(Math.clamp(word.length() / 3, 1, 3), word.length() - 1);
        int smallest = slips + 1;
        for (String candidate : candidates) {
            if (Math.abs(candidate.length() - word.length()) < smallest) {
                int distance = distance(word.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT));
                if (distance < smallest) {
                    smallest = distance;
                    closest = candidate;
                }
            }
        }
        return closest;
    }

    private static int distance(String left, String right) {
        int[][] distance = new int[left.length() + 1][right.length() + 1];
        for (int i = 0; i <= left.length(); i++) {
            distance[i][0] = i;
        }
        for (int j = 0; j <= right.length(); j++) {
            distance[0][j] = j;
        }
        for (int i = 1; i <= left.length(); i++) {
            for (int j = 1; j <= right.length(); j++) {
                int replaced = distance[i - 1][j - 1] + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
                int best = Math.min(replaced, Math.min(distance[i - 1][j], distance[i][j - 1]) + 1);
                if (isSwapped(left, i, right, j)) {
                    best = Math.min(best, distance[i - 2][j - 2] + 1);
                }
                distance[i][j] = best;
            }
        }
        return distance[left.length()][right.length()];
    }

    private static boolean isSwapped(String left, int i, String right, int j) {
        return i > 1 && j > 1 && left.charAt(i - 1) == right.charAt(j - 2) && left.charAt(i - 2) == right.charAt(j - 1);
    }
}
