package dev.builderos.formats;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * Something the user must repair in a file.
 *
 * @param path the file
 * @param at where in it
 * @param message what is wrong, in the user's words
 * @param suggestion what was probably meant
 */
public record Problem(
        String path, Position at, String message, @Nullable String suggestion) {

    /** One about a name that is not there; suggests the one of those there that is closest, if any is close. */
    public static Problem unknownName(String path, Position at, String message, String name, Collection<String> there) {
        return new Problem(path, at, message, Closest.to(name, there));
    }

    /** {@code path:line:col: message (did you mean `x`?)}, which editors and terminals turn into a link. */
    public String render() {
        String place = path + ":" + at.line() + ":" + at.column() + ": " + message;
        return suggestion == null ? place : place + " (did you mean `" + suggestion + "`?)";
    }
}
