package dev.builderos.runner.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.builderos.redaction.KnownSecrets;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.junit.jupiter.api.Test;

class ServerLogRedactionTest {
    private static final String SECRET = "canary-of-the-log";
    private static final String MARK = "[redacted:API_TOKEN]";

    private final ServerLogRedaction redaction =
            new ServerLogRedaction(KnownSecrets.of(Map.of("API_TOKEN", SECRET)), null);

    private static ExtLogRecord line(String format, Object... parameters) {
        ExtLogRecord line = new ExtLogRecord(Level.INFO, format, ExtLogRecord.FormatStyle.PRINTF, "test");
        line.setParameters(parameters);
        return line;
    }

    private static String message(ExtLogRecord line) {
        return new PatternFormatter("%s").format(line);
    }

    private static String trace(LogRecord line) {
        StringWriter trace = new StringWriter();
        line.getThrown().printStackTrace(new PrintWriter(trace));
        return trace.toString();
    }

    @Test
    void takesASecretOutOfWhatALineComesTo() {
        ExtLogRecord line = line("%s%s 100%% reason=%s", "canary-of", "-the-log", "x");

        assertThat(redaction.isLoggable(line)).isTrue();

        assertThat(message(line)).isEqualTo(MARK + " 100% reason=x");
    }

    @Test
    void takesASecretOutOfWhatAnExceptionOrItsCauseQuotes() {
        ExtLogRecord line = line("step broke");
        line.setThrown(new IllegalStateException("outer", new IllegalArgumentException("not a token: " + SECRET)));

        assertThat(redaction.isLoggable(line)).isTrue();

        assertThat(trace(line))
                .contains("IllegalStateException: outer", "not a token: " + MARK, "at dev.builderos")
                .doesNotContain(SECRET);
    }

    @Test
    void leavesOtherLinesAsTheyAre() {
        ExtLogRecord line = line("step broke runId=%s", "7");
        IllegalStateException thrown = new IllegalStateException("why");
        line.setThrown(thrown);

        assertThat(redaction.isLoggable(line)).isTrue();

        assertThat(message(line)).isEqualTo("step broke runId=7");
        assertThat(line.getThrown()).isSameAs(thrown);
    }

    @Test
    void dropsALineThatItCannotJudgeAndSaysSo() {
        ExtLogRecord line = line("%s " + SECRET, new Object() {
            @Override
            public String toString() {
                throw new IllegalStateException("broken");
            }
        });
        line.setThrown(new IllegalStateException(SECRET));

        assertThat(redaction.isLoggable(line)).isTrue();

        assertThat(message(line)).startsWith("a line is missing here");
        assertThat(line.getThrown()).isNull();
    }
}
