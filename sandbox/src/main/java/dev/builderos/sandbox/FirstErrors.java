package dev.builderos.sandbox;

import java.util.StringJoiner;

/** Passes lines on and remembers the first few of standard error: the reason, should the command fail to start. */
final class FirstErrors implements OutputSink {

    private static final int LINES = 5;

    private final OutputSink next;
    private final StringJoiner reason = new StringJoiner("; ");
    private int lines;

    FirstErrors(OutputSink next) {
        this.next = next;
        reason.setEmptyValue("the launcher said nothing");
    }

    @Override
    public synchronized void line(OutputLine line) {
        if (line.stream() == OutputLine.Stream.STDERR && lines < LINES) {
            lines++;
            reason.add(line.text());
        }
        next.line(line);
    }

    @Override
    public void ended(OutputTotals totals) {
        next.ended(totals);
    }

    synchronized String reason() {
        return reason.toString();
    }
}
