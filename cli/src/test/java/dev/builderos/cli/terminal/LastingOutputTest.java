package dev.builderos.cli.terminal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LastingOutputTest {
    private final List<String> told = new ArrayList<>();

    @Test
    void passesOnWhatIsTaken() {
        ByteArrayOutputStream taken = new ByteArrayOutputStream();
        new PrintStream(new LastingOutput(taken, failed -> told.add(failed.getMessage())), true, UTF_8).println("grün");
        assertThat(taken.toString(UTF_8)).isEqualTo("grün" + System.lineSeparator());
        assertThat(told).isEmpty();
    }

    @Test
    void tellsThatNobodyTakesItAlthoughPrintStreamsDoNot() {
        OutputStream gone = new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                throw new IOException("Broken pipe");
            }
        };
        PrintStream out =
                new PrintStream(new LastingOutput(gone, failed -> told.add(failed.getMessage())), true, UTF_8);
        out.println("a line");
        assertThat(told).contains("Broken pipe");
    }
}
