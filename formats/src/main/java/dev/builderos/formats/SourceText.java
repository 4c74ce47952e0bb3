package dev.builderos.formats;

/**
 * The text of one file, exactly as the user wrote it.
 *
 * @param path the path shown in problems, relative to the project root
 * @param text the whole content; digest this to address a definition
 */
public record SourceText(String path, String text) {

    /** The path alone: prompts and policies do not belong in logs. */
    @Override
    public String toString() {
        return "SourceText[" + path + "]";
    }
}
