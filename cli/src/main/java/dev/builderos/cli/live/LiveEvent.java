package dev.builderos.cli.live;

import dev.builderos.gateway.api.FactRecord;
import dev.builderos.gateway.api.Gap;
import dev.builderos.gateway.api.StepLogLine;
import java.time.Duration;

/** What reaches the live view, from the streams and from the keyboard, in one order. */
sealed interface LiveEvent {
    record Fact(FactRecord fact) implements LiveEvent {}

    record Log(StepLogLine line) implements LiveEvent {}

    /** Facts a slow reader was not sent. */
    record FactsMissed(Gap gap) implements LiveEvent {}

    /** Log lines a slow reader was not sent. */
    record LogMissed(Gap gap) implements LiveEvent {}

    record Disconnected(int attempt, Duration retryIn) implements LiveEvent {}

    record Reconnected() implements LiveEvent {}

    record FactsEnded() implements LiveEvent {}

    record LogsEnded() implements LiveEvent {}

    /** A stream gave up. */
    record Broken(RuntimeException cause) implements LiveEvent {}

    /** A line from the keyboard. */
    record Typed(String text) implements LiveEvent {}

    /** The keyboard has no more lines. */
    record NoMoreInput() implements LiveEvent {}
}
