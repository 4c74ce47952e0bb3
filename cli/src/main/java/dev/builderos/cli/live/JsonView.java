package dev.builderos.cli.live;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.builderos.cli.terminal.Console;
import dev.builderos.cli.terminal.Line;
import dev.builderos.gateway.api.ApprovalView;
import dev.builderos.gateway.api.FactRecord;
import dev.builderos.gateway.api.RecordJson;
import dev.builderos.gateway.api.StepLogLine;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** One JSON object per line on standard output; what is said to people goes to standard error. */
final class JsonView implements LiveView {
    /**
     * A line of output.
     *
     * @param event {@code fact}, {@code line} or {@code approval}; the field of that name carries it
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Event(
            String event,
            String run,
            @Nullable FactRecord fact,
            @Nullable StepLogLine line,
            @Nullable ApprovalView approval) {}

    private final Console console;
    private final String run;

    JsonView(Console console, String run) {
        this.console = console;
        this.run = run;
    }

    @Override
    public void fact(FactRecord fact) {
        print(new Event("fact", run, fact, null, null));
    }

    @Override
    public void log(StepLogLine line) {
        print(new Event("line", run, null, line, null));
    }

    @Override
    public void card(Card card) {
        print(new Event("approval", run, null, null, card.approval()));
    }

    private void print(Event event) {
        console.out().println(new String(RecordJson.write(event), StandardCharsets.UTF_8));
    }

    @Override
    public void say(Line line) {
        console.complain(line);
    }

    @Override
    public void ask(Line question) {
        say(question);
    }

    @Override
    public void answered() {}

    @Override
    public void tick() {}

    @Override
    public void close() {}
}
