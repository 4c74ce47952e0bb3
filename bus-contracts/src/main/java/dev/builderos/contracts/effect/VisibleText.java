package dev.builderos.contracts.effect;

/**
 * Text in which everything can be seen. Whatever moves a cursor, changes the direction of text or takes no room is written out, as
 * {@code \x1b} or <code>\&#117;{202e}</code>, so that nobody approves what they do not see.
 */
public final class VisibleText {
    private VisibleText() {}

    /** The text as one line; a line break in it is written out too. */
    public static String line(String text) {
        return written(text, false);
    }

    /** The text with its line breaks and tabs. */
    public static String block(String text) {
        return written(text, true);
    }

    private static String written(String text, boolean lines) {
        StringBuilder seen = null;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            int end = i + Character.charCount(c);
            boolean stays = isVisible(c) || (lines && (c == '\n' || c == '\t'));
            if (!stays && seen == null) {
                seen = new StringBuilder(text.length() + 16).append(text, 0, i);
            }
            if (seen != null) {
                if (stays) {
                    seen.appendCodePoint(c);
                } else {
                    escape(seen, c);
                }
            }
            i = end;
        }
        return seen == null ? text : seen.toString();
    }

    private static void escape(StringBuilder seen, int c) {
        if (c < 0x100) {
            seen.append("\\x").append(Character.forDigit(c >> 4, 16)).append(Character.forDigit(c & 15, 16));
        } else {
            seen.append("\\u{").append(Integer.toHexString(c)).append('}');
        }
    }

    /** Whether it shows itself, and nothing else, at its own place. */
    public static boolean isVisible(int c) {
        if (c >= 0x20 && c < 0x7f) {
            return true;
        }
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> false;
            default -> !isBlankLetter(c);
        };
    }

    /** Letters and marks that show nothing: combining grapheme joiner, the Hangul fillers, the Braille blank, variation selectors that no font knows. */
    private static boolean isBlankLetter(int c) {
        return c == 0x034F
                || c == 0x115F
                || c == 0x1160
                || c == 0x17B4
                || c == 0x17B5
                || c == 0x2800
                || c == 0x3164
                || c == 0xFFA0
                || (c >= 0xE0100 && c <= 0xE01EF);
    }
}
