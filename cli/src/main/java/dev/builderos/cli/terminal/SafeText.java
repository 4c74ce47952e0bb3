package dev.builderos.cli.terminal;

/**
 * Makes text from servers, agents and files harmless to a terminal and to the eye: whatever moves the cursor, changes the
 * direction of text or takes no room is written out, as {@code \x1b} or <code>\&#117;{202e}</code>.
 */
public final class SafeText {
    private static final String TAB = "    ";

    private SafeText() {}

    /** The text as one line; a line break in it is written out too. */
    public static String line(String text) {
        int first = firstUnsafe(text);
        if (first < 0) {
            return text;
        }
        StringBuilder safe = new StringBuilder(text.length() + 16).append(text, 0, first);
        text.codePoints().skip(text.codePointCount(0, first)).forEach(c -> append(safe, c));
        return safe.toString();
    }

    private static int firstUnsafe(String text) {
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            if (unsafe(c)) {
                return i;
            }
            i += Character.charCount(c);
        }
        return -1;
    }

    private static void append(StringBuilder safe, int c) {
        if (c == '\t') {
            safe.append(TAB);
        } else if (!unsafe(c)) {
            safe.appendCodePoint(c);
        } else if (c < 0x100) {
            safe.append("\\x").append(Character.forDigit(c >> 4, 16)).append(Character.forDigit(c & 15, 16));
        } else {
            safe.append("\\u{").append(Integer.toHexString(c)).append('}');
        }
    }

    private static boolean unsafe(int c) {
        if (c >= 0x20 && c < 0x7f) {
            return false;
        }
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> true;
            default -> blankLetter(c);
        };
    }

    /** Letters and marks that show nothing: combining grapheme joiner and the Hangul fillers. */
    private static boolean blankLetter(int c) {
        return c == 0x034F || c == 0x115F || c == 0x1160 || c == 0x3164 || c == 0xFFA0;
    }
}
