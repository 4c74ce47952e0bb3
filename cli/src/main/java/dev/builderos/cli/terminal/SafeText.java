package dev.builderos.cli.terminal;

import dev.builderos.contracts.effect.VisibleText;

/** Makes text from servers, agents and files harmless to a terminal and to the eye. */
public final class SafeText {
    private static final String TAB = "    ";

    private SafeText() {}

    /** The text as one line, see {@link VisibleText#line}; a tab is four blanks. */
    public static String line(String text) {
        return VisibleText.line(text.indexOf('\t') < 0 ? text : text.replace("\t", TAB));
    }
}
