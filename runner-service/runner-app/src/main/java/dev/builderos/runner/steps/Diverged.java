package dev.builderos.runner.steps;

import org.jspecify.annotations.Nullable;

/** Something came out otherwise than in the run that is replayed; the step ends here. */
final class Diverged extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private static final int LONGEST = 400;
    private static final int BEFORE = 80;

    private final String field;
    private final @Nullable String recorded;
    private final @Nullable String replayed;

    Diverged(String field, @Nullable String recorded, @Nullable String replayed) {
        super(field);
        this.field = field;
        int from = recorded == null || replayed == null ? 0 : Math.max(0, firstDifference(recorded, replayed) - BEFORE);
        this.recorded = excerpt(recorded, from);
        this.replayed = excerpt(replayed, from);
    }

    String field() {
        return field;
    }

    @Nullable
    String recorded() {
        return recorded;
    }

    @Nullable
    String replayed() {
        return replayed;
    }

    private static int firstDifference(String one, String other) {
        int at = 0;
        while (at < one.length() && at < other.length() && one.charAt(at) == other.charAt(at)) {
            at++;
        }
        return at;
    }

    /** Long texts are shown around where they begin to differ. */
    private static @Nullable String excerpt(@Nullable String text, int from) {
        if (text == null || text.length() <= LONGEST) {
            return text;
        }
        int to = Math.min(text.length(), from + LONGEST);
        return (from > 0 ? "…" : "") + text.substring(from, to) + (to < text.length() ? "…" : "");
    }
}
