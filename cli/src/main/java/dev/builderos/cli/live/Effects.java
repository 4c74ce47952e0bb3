package dev.builderos.cli.live;

import java.util.List;

/** Tool calls and their results in a few words. */
final class Effects {
    /** What tells most about a call, in this order. */
    private static final List<String> TELLING =
            List.of("path", "command", "url", "pattern", "branch", "release", "message", "title");

    private Effects() {}

    /** The runner's own summary of a call, else its tool and most telling argument. */
    static String summary(Body toolCalled) {
        return toolCalled.maybe("summary").orElseGet(() -> {
            Body effect = toolCalled.in("effect");
            Body arguments = effect.in("arguments");
            return TELLING.stream()
                    .flatMap(name -> arguments.maybe(name).stream())
                    .findFirst()
                    .map(argument -> effect.text("tool") + " " + argument)
                    .orElse(effect.text("tool"));
        });
    }

    /** Whose work a step took over, and why. */
    static String takenOver(Body stepReused) {
        return Names.takenOver(stepReused.text("why"), stepReused.text("from"));
    }

    /** Whether an approval was refused because somebody wants something else instead. */
    static boolean isEdit(Body approvalRefused) {
        return approvalRefused.text("outcome").equals("EDITED");
    }

    /** The address a step made, if it made one. */
    static String outputs(Body stepSucceeded) {
        return stepSucceeded.in("outputs").text("url");
    }
}
