package dev.builderos.formats;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The {@code {{input}}} of a prompt; <code>\{{</code> stands for a literal <code>{{</code>. */
final class Placeholders {
    private static final Pattern TOKEN = Pattern.compile("\\\\\\{\\{|\\{\\{(?: {0,8}(" + Words.KEY + ") {0,8}\\}\\})?");

    private Placeholders() {}

    /**
     * A placeholder as written.
     *
     * @param name empty when what follows the braces is no name
     */
    record Found(String raw, String name) {}

    static List<Found> in(String template) {
        List<Found> found = new ArrayList<>();
        Matcher matcher = TOKEN.matcher(template);
        while (matcher.find()) {
            if (!matcher.group().startsWith("\\")) {
                String name = matcher.group(1);
                found.add(new Found(matcher.group(), name == null ? "" : name));
            }
        }
        return found;
    }

    static String fill(String template, Map<String, String> values) {
        return TOKEN.matcher(template)
                .replaceAll(match -> Matcher.quoteReplacement(
                        match.group().startsWith("\\") ? "{{" : valueOf(match.group(1), values)));
    }

    private static String valueOf(String name, Map<String, String> values) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalStateException("the parser admitted an unknown placeholder: " + name);
        }
        return value;
    }
}
