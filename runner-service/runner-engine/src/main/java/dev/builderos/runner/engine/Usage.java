package dev.builderos.runner.engine;

/** What models read and wrote, and what that cost. */
public record Usage(long inputTokens, long outputTokens, Cost cost) {
    static final Usage NONE = new Usage(0, 0, Cost.NONE);

    Usage plus(Fact.ModelAnswered answer) {
        return new Usage(inputTokens + answer.inputTokens(), outputTokens + answer.outputTokens(), cost.plus(answer));
    }
}
