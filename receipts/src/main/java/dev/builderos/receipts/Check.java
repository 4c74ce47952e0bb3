package dev.builderos.receipts;

/**
 * One question a verification asks.
 *
 * @param name what is asked, e.g. {@code journal chain}
 * @param sentence the answer, for a person
 */
public record Check(String name, Outcome outcome, String sentence) {
    public enum Outcome {
        PROVEN,
        FAILED,
        /** Nobody looked, or nothing was there to look at. */
        NOT_CHECKED
    }

    public static Check proven(String name, String sentence) {
        return new Check(name, Outcome.PROVEN, sentence);
    }

    public static Check failed(String name, String sentence) {
        return new Check(name, Outcome.FAILED, sentence);
    }

    public static Check notChecked(String name, String sentence) {
        return new Check(name, Outcome.NOT_CHECKED, sentence);
    }
}
