package dev.builderos.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.builderos.sandbox.OutputLine.Extent;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineSplitterTest {

    private static final int MAX = LineSplitter.MAX_LINE_BYTES;

    private final List<OutputLine> lines = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 1000})
    void endsLinesAtLfCrLfAndLoneCr(int chunk) {
        split("a\nb\r\nc\rd\n\ne\r\r\nf", chunk);
        assertThat(texts()).containsExactly("a", "b", "c", "d", "", "e", "", "f");
        assertThat(lines).allMatch(line -> line.extent() == Extent.COMPLETE);
    }

    @Test
    void givesAnEmptyLineForALineEndingAlone() {
        split("\n\r\n\r", 1);
        assertThat(texts()).containsExactly("", "", "");
    }

    @Test
    void givesNothingForNothing() {
        split("", 1);
        assertThat(lines).isEmpty();
    }

    @Test
    void givesALineBeforeTheNextOneStarts() {
        var splitter = splitter(Long.MAX_VALUE);
        byte[] bytes = "a\r".getBytes(UTF_8);
        splitter.accept(bytes, 0, 2);
        assertThat(texts()).containsExactly("a");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 1000})
    void keepsCharactersWholeAcrossChunks(int chunk) {
        split("Grüße €uro 𝄞 end\n日本", chunk);
        assertThat(texts()).containsExactly("Grüße €uro 𝄞 end", "日本");
    }

    @Test
    void replacesWhatIsNotUtf8AndNulAndKeepsOtherControls() {
        splitBytes(new byte[] {'a', (byte) 0xFF, 'b', 0, 'c', 27, 7, (byte) 0xE2, (byte) 0x82, '\n'}, 1);
        assertThat(texts()).containsExactly("a\uFFFDb\uFFFDc\u001b\u0007\uFFFD");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4096, 1 << 20})
    void splitsALongLineIntoMarkedPieces(int chunk) {
        split("x".repeat(2 * MAX + 5) + "\ny\n", chunk);
        assertThat(lines)
                .extracting(line -> line.text().length(), OutputLine::extent)
                .containsExactly(
                        tuple(MAX, Extent.CONTINUES),
                        tuple(MAX, Extent.CONTINUES),
                        tuple(5, Extent.COMPLETE),
                        tuple(1, Extent.COMPLETE));
    }

    @Test
    void aLineOfExactlyTheLimitIsOnePiece() {
        split("x".repeat(MAX) + "\r\n", 1000);
        assertThat(lines).singleElement().extracting(OutputLine::extent).isEqualTo(Extent.COMPLETE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"é", "€", "𝄞"})
    void neverCutsInsideACharacter(String character) {
        for (int shift = 0; shift < 4; shift++) {
            lines.clear();
            String line = "x".repeat(shift) + character.repeat(MAX);
            split(line, 7777);
            assertThat(lines.size()).isGreaterThan(1);
            assertThat(String.join("", texts())).isEqualTo(line);
        }
    }

    @RepeatedTest(50)
    void piecesOfGarbageAddUpToTheWhole(RepetitionInfo repetition) {
        var random = new Random(repetition.getCurrentRepetition());
        var bytes = new byte[3 * MAX];
        random.nextBytes(bytes);
        for (int at = 0; at < bytes.length; at++) {
            if (bytes[at] == '\n' || bytes[at] == '\r') {
                bytes[at] = (byte) 0xE2;
            }
        }
        splitBytes(bytes, 1 + random.nextInt(5000));
        assertThat(String.join("", texts())).isEqualTo(new String(bytes, UTF_8).replace('\0', '\uFFFD'));
    }

    @RepeatedTest(50)
    void chunkSizesChangeNothing(RepetitionInfo repetition) {
        var random = new Random(repetition.getCurrentRepetition());
        var bytes = new ByteArrayOutputStream();
        for (int i = 0; i < 2000; i++) {
            bytes.write("\r\n\r\nab\u00e9\0".charAt(random.nextInt(8)));
        }
        splitBytes(bytes.toByteArray(), bytes.size());
        var whole = List.copyOf(lines);
        lines.clear();
        splitBytes(bytes.toByteArray(), 1 + random.nextInt(4));
        assertThat(lines).isEqualTo(whole);
    }

    @Test
    void saysOnceThatTheCapIsReachedAndCountsTheRest() {
        var budget = new OutputBudget(10);
        var out = new LineSplitter(OutputLine.Stream.STDOUT, budget, lines::add);
        var err = new LineSplitter(OutputLine.Stream.STDERR, budget, lines::add);
        byte[] bytes = "abc\ndefghijkl\n".getBytes(UTF_8);
        out.accept(bytes, 0, bytes.length);
        out.accept(bytes, 0, bytes.length);
        err.accept(bytes, 0, bytes.length);
        out.finish();
        err.finish();
        assertThat(lines)
                .extracting(OutputLine::text)
                .containsExactly("abc", "defghi", "[output stopped at 10 bytes; the rest is not kept]");
        assertThat(lines)
                .extracting(OutputLine::extent)
                .containsExactly(Extent.COMPLETE, Extent.CONTINUES, Extent.CAP_REACHED);
        assertThat(budget.totals()).isEqualTo(new OutputTotals(10, 3L * bytes.length - 10));
    }

    @Test
    void outputOfExactlyTheCapIsNotMarked() {
        var splitter = splitter(4);
        splitter.accept("abc\n".getBytes(UTF_8), 0, 4);
        splitter.finish();
        assertThat(texts()).containsExactly("abc");
    }

    private LineSplitter splitter(long cap) {
        return new LineSplitter(OutputLine.Stream.STDOUT, new OutputBudget(cap), lines::add);
    }

    private void split(String text, int chunk) {
        splitBytes(text.getBytes(UTF_8), chunk);
    }

    private void splitBytes(byte[] bytes, int chunk) {
        var splitter = splitter(Long.MAX_VALUE);
        for (int at = 0; at < bytes.length; at += chunk) {
            splitter.accept(bytes, at, Math.min(chunk, bytes.length - at));
        }
        splitter.finish();
    }

    private List<String> texts() {
        return lines.stream().map(OutputLine::text).collect(Collectors.toList());
    }
}
