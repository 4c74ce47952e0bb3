package dev.builderos.formats;

import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The word that was probably meant, by Levenshtein distance. */
final class Closest {
    /** Longer words are not slips of the finger, and comparing them costs the square of their length. */
    private static final int MAX_WORD = 80;

    private Closest() {}

    static @Nullable String to(String word, Collection<String> candidates) {
        if (word.length() > MAX_WORD) {
            return null;
        }
        String closest = null;
        int smallest = Math.clamp(word.length() / 3, 1, 3) + 1;
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
        int[] previous = new int[right.length() + 1];
        int[] current = new int[right.length() + 1];
        for (int j = 0; j <= right.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= left.length(); i++) {
            current[0] = i;
            for (int j = 1; j <= right.length(); j++) {
                int replaced = previous[j - 1] + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(replaced, Math.min(previous[j], current[j - 1]) + 1);
            }
            int[] spare = previous;
            previous = current;
            current = spare;
        }
        return previous[right.length()];
    }
}
