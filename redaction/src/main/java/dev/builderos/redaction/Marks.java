package dev.builderos.redaction;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What stands where a secret was taken out. It means nothing to whoever would use it, so it must not be used. */
public final class Marks {
    private static final Pattern MARK = Pattern.compile("\\[redacted:[^\\]\\s]{1,200}]");

    private Marks() {}

    /** The first mark in the texts of a value made of maps, lists and texts. */
    public static Optional<String> find(@Nullable Object value) {
        return switch (value) {
            case String text -> {
                Matcher mark = MARK.matcher(text);
                yield mark.find() ? Optional.of(mark.group()) : Optional.empty();
            }
            case Map<?, ?> map -> find(map.keySet()).or(() -> find(map.values()));
            case Collection<?> many ->
                many.stream().map(Marks::find).flatMap(Optional::stream).findFirst();
            case null, default -> Optional.empty();
        };
    }
}
