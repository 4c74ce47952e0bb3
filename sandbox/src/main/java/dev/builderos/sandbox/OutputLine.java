package dev.builderos.sandbox;

/**
 * A line, or a piece of a long line, without its line ending.
 *
 * <p>The text is data from an untrusted program: control characters are kept, so whoever shows it must escape them.
 */
public record OutputLine(Stream stream, String text, Extent extent) {

    public enum Stream {
        STDOUT,
        STDERR
    }

    public enum Extent {
        /** The line, or the last piece of it. */
        COMPLETE,
        /** A piece; the same line goes on with the next piece of the same stream, or was cut by the cap. */
        CONTINUES,
        /** Not output but a marker written by the sandbox: the output cap was reached, or the output cannot be read on; the rest is not kept. */
        CAP_REACHED
    }
}
