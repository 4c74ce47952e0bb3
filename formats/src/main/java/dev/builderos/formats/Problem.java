package dev.builderos.formats;

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

    /** {@code path:line:col: message (did you mean `x`?)}, which editors and terminals turn into a link. */
    public String render() {
        String place = path + ":" + at.line() + ":" + at.column() + ": " + message;
        return suggestion == null ? place : place + " (did you mean `" + suggestion + "`?)";
    }
}
