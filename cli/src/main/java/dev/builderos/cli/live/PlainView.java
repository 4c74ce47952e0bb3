package dev.builderos.cli.live;

import dev.builderos.cli.terminal.Console;
import dev.builderos.cli.terminal.Line;
import dev.builderos.gateway.api.FactRecord;
import dev.builderos.gateway.api.StepLogLine;

/** Lines one below the other, for files, pipes and terminals that cannot do more. */
final class PlainView implements LiveView {
    private final Console console;
    private final Scroll scroll = new Scroll();

    PlainView(Console console) {
        this.console = console;
    }

    @Override
    public void fact(FactRecord fact) {
        scroll.tell(fact).forEach(console::print);
    }

    @Override
    public void log(StepLogLine line) {
        scroll.tell(line).forEach(console::print);
    }

    @Override
    public void say(Line line) {
        console.print(line);
    }

    @Override
    public void card(Card card) {
        card.lines().forEach(console::print);
    }

    @Override
    public void ask(Line question) {
        console.print(question);
    }

    @Override
    public void answered() {}

    @Override
    public void tick() {}

    @Override
    public void close() {}
}
