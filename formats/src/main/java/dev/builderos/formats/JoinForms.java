package dev.builderos.formats;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The keys {@code max_parallel}, {@code join} and {@code fail_fast}, wherever things run beside each other. */
final class JoinForms {
    private static final Pattern QUORUM = Pattern.compile("quorum ([1-9][0-9]{0,4})");

    static final Field<Integer> MAX_PARALLEL = Field.optional(
            "max_parallel", NumberShape.whole(1, 10_000), "How many run at once; all of them unless written.");
    static final Field<Join> JOIN = Field.optional(
            "join",
            TextShape.meaning("`all`, `any` or `quorum N`", "(?:all|any|quorum [1-9][0-9]{0,4})", JoinForms::join),
            "When all of it is done: all, any or quorum N; all unless written.");
    static final Field<Boolean> FAIL_FAST = Field.optional(
            "fail_fast",
            WrittenForms.FLAG,
            "Whether the failure that decides the join stops the others; true unless written.");

    private JoinForms() {}

    private static Optional<Join> join(String text) {
        Matcher quorum = QUORUM.matcher(text);
        if (quorum.matches()) {
            return Optional.of(new Join.Quorum(Integer.parseInt(quorum.group(1))));
        }
        return Optional.of(text.equals("any") ? new Join.Any() : new Join.All());
    }
}
