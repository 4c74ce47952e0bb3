package dev.builderos.runner.tools;

/** Takes what a command writes, in order. A stream is {@code out}, {@code err}, or {@code sys} for what BuilderOS says. */
public interface CommandOutput {
    void line(String stream, String text);

    /** The beginning or middle of a line too long to come as one; the next text of the same stream goes on with it. */
    void piece(String stream, String text);
}
