package dev.builderos.formats;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A prompt by name and acceptable versions: {@code builder/plan@^1}.
 *
 * @param name such as {@code builder/plan}
 * @param range the versions that will do; which one is used is decided, and recorded, when the run is planned
 */
public record PromptReference(String name, VersionRange range) {
    private static final Pattern FORM = Pattern.compile("(" + Words.PROMPT_NAME + ")@(.+)");

    public PromptReference {
        if (!name.matches(Words.PROMPT_NAME)) {
            throw new IllegalArgumentException("not a prompt name: " + name);
        }
    }

    public static Optional<PromptReference> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        return matcher.matches()
                ? VersionRange.parse(matcher.group(2)).map(range -> new PromptReference(matcher.group(1), range))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return name + "@" + range;
    }
}
