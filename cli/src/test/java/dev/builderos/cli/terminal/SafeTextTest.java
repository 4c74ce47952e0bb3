package dev.builderos.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafeTextTest {
    @ParameterizedTest
    @CsvSource({
        "1b, \\x1b",
        "7, \\x07",
        "a, \\x0a",
        "d, \\x0d",
        "8, \\x08",
        "7f, \\x7f",
        "9b, \\x9b",
        "85, \\x85",
        "202e, \\u{202e}",
        "2066, \\u{2066}",
        "200f, \\u{200f}",
        "61c, \\u{61c}",
        "200b, \\u{200b}",
        "200d, \\u{200d}",
        "2060, \\u{2060}",
        "feff, \\u{feff}",
        "ad, \\xad",
        "2028, \\u{2028}",
        "e0041, \\u{e0041}",
        "3164, \\u{3164}",
        "34f, \\u{34f}",
        "d800, \\u{d800}",
        "e000, \\u{e000}"
    })
    void writesOutWhatATerminalObeysOrAnEyeDoesNotSee(String codePoint, String shown) {
        String hidden = "a" + Character.toString(Integer.parseInt(codePoint, 16)) + "b";

        assertThat(SafeText.line(hidden)).isEqualTo("a" + shown + "b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "ä ß é", "日本語", "🚀", "→ ✓ ╭", "e\u0301", ""})
    void leavesTextAsItIs(String text) {
        assertThat(SafeText.line(text)).isEqualTo(text);
    }

    @Test
    void leavesNoControlOrFormatCharacterOfAllThereAre() {
        StringBuilder all = new StringBuilder();
        for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
            all.appendCodePoint(c).append(' ');
        }

        assertThat(SafeText.line(all.toString()).codePoints()).noneMatch(c -> {
            int type = Character.getType(c);
            return type == Character.CONTROL || type == Character.FORMAT || type == Character.SURROGATE;
        });
    }

    @Test
    void showsTabsAsSpaces() {
        assertThat(SafeText.line("a\tb")).isEqualTo("a    b");
    }
}
