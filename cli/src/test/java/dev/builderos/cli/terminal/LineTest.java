package dev.builderos.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.builderos.cli.terminal.Line.Style;
import org.junit.jupiter.api.Test;

class LineTest {
    @Test
    void escapesWhateverIsAdded() {
        Line line = Line.of(Style.RED, "\u001b[2J").add("\u202e");

        assertThat(line.ansi()).isEqualTo("\u001b[31m\\x1b[2J\u001b[0m\\u{202e}");
        assertThat(line.plain()).isEqualTo("\\x1b[2J\\u{202e}");
    }

    @Test
    void cutsToColumnsAcrossStyles() {
        Line line = Line.of(Style.BOLD, "abc").add("defgh");

        assertThat(line.ansi(6)).isEqualTo("\u001b[1mabc\u001b[0mde…");
        assertThat(line.ansi(8)).isEqualTo("\u001b[1mabc\u001b[0mdefgh");
        assertThat(line.cut(4)).isEqualTo("abc…");
    }

    @Test
    void countsWideCharactersAsTwoColumns() {
        assertThat(Line.of("日本語").cut(5)).isEqualTo("日本…");
        assertThat(Line.of("日本語").cut(6)).isEqualTo("日本語");
    }

    @Test
    void wrapsAtSpacesBehindABeginning() {
        Line line = Line.of(Style.BOLD, "touches ").add("the service of hello in production, and its users");

        assertThat(line.wrapped(30, () -> Line.of("│ ")))
                .extracting(Line::plain)
                .containsExactly("touches the service of hello ", "│ in production, and its users");
        assertThat(line.wrapped(57, () -> Line.of("│ "))).hasSize(1);
    }

    @Test
    void wrapsWordsThatAreWiderThanTheTerminal() {
        assertThat(Line.of("x".repeat(50)).wrapped(24, () -> Line.of("│ ")))
                .extracting(Line::plain)
                .containsExactly("x".repeat(24), "│ " + "x".repeat(22), "│ xxxx");
    }

    @Test
    void leavesItToATerminalTooNarrowToWrapFor() {
        assertThat(Line.of("x".repeat(50)).wrapped(21, () -> Line.of("│ "))).hasSize(1);
    }
}
