package dev.builderos.egress;

/** A request that is not made, or goes no further: what the command is told. */
final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    static final int MALFORMED = 400;
    static final int FORBIDDEN = 403;
    static final int UNREACHABLE = 502;

    private final int status;
    private final String rule;
    private final String sentence;

    private Refusal(int status, String rule, String sentence) {
        super(sentence, null, false, false);
        this.status = status;
        this.rule = rule;
        this.sentence = sentence;
    }

    static Refusal malformed(String sentence) {
        return new Refusal(MALFORMED, "egress-syntax", sentence);
    }

    static Refusal forbidden(String rule, String sentence) {
        return new Refusal(FORBIDDEN, rule, sentence);
    }

    static Refusal unreachable(String sentence) {
        return new Refusal(UNREACHABLE, "egress-unreachable", sentence);
    }

    int status() {
        return status;
    }

    String rule() {
        return rule;
    }

    String sentence() {
        return sentence;
    }

    /** How the request ended for the one who allowed it. */
    Judge.Ending ending(Judge.Traffic traffic) {
        return status == UNREACHABLE
                ? new Judge.Ending.Failed(sentence, traffic)
                : new Judge.Ending.Refused(rule, sentence);
    }
}
