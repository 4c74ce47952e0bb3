package dev.builderos.formats;

import java.util.Set;

/** What holds between the key {@code on} and the rest of a pipeline: what a webhook gives are inputs, taken from its event. */
final class TriggerCheck {
    private static final String EVENT = "event";

    private TriggerCheck() {}

    static void check(YamlNode.Mapping root, Set<String> inputs, Reading reading) {
        if (root.value("on").orElse(null) instanceof YamlNode.Mapping on
                && on.value("webhook").orElse(null) instanceof YamlNode.Mapping webhook
                && webhook.value("inputs").orElse(null) instanceof YamlNode.Mapping given) {
            for (YamlNode.Entry entry : given.entries()) {
                check(entry, inputs, reading);
            }
        }
    }

    private static void check(YamlNode.Entry entry, Set<String> inputs, Reading reading) {
        String name = entry.key().text();
        if (!inputs.contains(name)) {
            reading.unknown(entry.key().at(), Reading.shown(name) + " is no input of this pipeline", name, inputs);
        }
        if (!(entry.value() instanceof YamlNode.Scalar text) || !text.text().contains("${")) {
            return;
        }
        TokenLocator locator = reading.locator(text);
        for (Expressions.Piece piece : Expressions.pieces(text.text())) {
            switch (piece) {
                case Expressions.Wrong(String raw) ->
                    reading.problem(
                            locator.next(raw),
                            Reading.shown(raw)
                                    + " is no expression such as `${event.issue.title}`; write `$${` for the characters");
                case Expressions.Right(Expressions.Reference reference) -> {
                    Position at = locator.next(reference.text());
                    if (!reference.root().equals(EVENT) || reference.path().size() < 2) {
                        reading.problem(
                                at,
                                Reading.shown(reference.text())
                                        + " must name a part of the event, such as `${event.issue.title}`");
                    }
                }
                case Expressions.Right(Expressions.Literal _) -> {
                    // Text refers to nothing.
                }
            }
        }
    }
}
