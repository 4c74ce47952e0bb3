package dev.builderos.cli.live;

import dev.builderos.cli.terminal.Line;
import dev.builderos.gateway.api.FactRecord;
import dev.builderos.gateway.api.StepLogLine;

/** Where a run is shown while it happens. Called by one thread. */
interface LiveView extends AutoCloseable {
    void fact(FactRecord fact);

    void log(StepLogLine line);

    /** What this program itself has to say. */
    void say(Line line);

    void card(Card card);

    /** Shows a question and leaves the cursor behind it until {@link #answered}. */
    void ask(Line question);

    void answered();

    /** Some time has passed. */
    void tick();

    @Override
    void close();
}
