package dev.builderos.runner.config;

import dev.builderos.redaction.KnownSecrets;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.logging.Filter;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.jspecify.annotations.Nullable;

/** Takes secrets out of the server's own log: an exception may quote what a provider, a database or git said. */
final class ServerLogRedaction implements Filter {
    private static final String MISSING = "a line is missing here: secrets could not be taken out of it";

    /** The message alone, with its parameters. */
    private static final PatternFormatter MESSAGE = new PatternFormatter("%s");

    private final KnownSecrets secrets;
    private final @Nullable Filter before;

    ServerLogRedaction(KnownSecrets secrets, @Nullable Filter before) {
        this.secrets = secrets;
        this.before = before;
    }

    /** Stands in the way of everything that is logged from now on. */
    static void install(KnownSecrets secrets) {
        for (Handler handler : Logger.getLogger("").getHandlers()) {
            handler.setFilter(new ServerLogRedaction(secrets, handler.getFilter()));
        }
    }

    @Override
    public boolean isLoggable(LogRecord line) {
        if (before != null && !before.isLoggable(line)) {
            return false;
        }
        try {
            String message = MESSAGE.format(ExtLogRecord.wrap(line));
            String clean = secrets.redact(message);
            if (!clean.equals(message)) {
                say(line, clean);
            }
            line.setThrown(clean(line.getThrown()));
        } catch (RuntimeException broken) {
            say(line, MISSING);
            line.setThrown(null);
        }
        return true;
    }

    private static void say(LogRecord line, String text) {
        line.setParameters(null);
        if (line instanceof ExtLogRecord extended) {
            extended.setMessage(text, ExtLogRecord.FormatStyle.NO_FORMAT);
        } else {
            line.setMessage(text);
        }
    }

    private @Nullable Throwable clean(@Nullable Throwable thrown) {
        if (thrown == null) {
            return null;
        }
        StringWriter trace = new StringWriter();
        thrown.printStackTrace(new PrintWriter(trace));
        return secrets.redactor().find(trace.toString()).isEmpty()
                ? thrown
                : new Quoted(secrets.redact(trace.toString()));
    }

    /** An exception with its trace as text. */
    private static final class Quoted extends Throwable {
        private static final long serialVersionUID = 1L;

        Quoted(String trace) {
            super(trace, null, false, false);
        }
    }
}
