package dev.builderos.desks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** What a scripted model does, step by step. */
record Transcript(String kind, String name, Map<String, List<Turn>> steps) {
    record Turn(String say, List<Call> calls, boolean answers) {}

    record Call(String tool, Map<?, ?> with) {
        String text(String argument) {
            return (String) with.get(argument);
        }
    }

    static Transcript addHealth() {
        Path file = Library.projectFiles().resolve("transcripts/add-health.yaml");
        Map<?, ?> root = new Yaml(new SafeConstructor(new LoaderOptions())).load(Library.applied(file));
        Map<String, List<Turn>> steps = new LinkedHashMap<>();
        ((Map<?, ?>) root.get("steps"))
                .forEach((step, turns) -> steps.put(
                        (String) step,
                        ((List<?>) turns).stream().map(Transcript::turn).toList()));
        return new Transcript((String) root.get("kind"), (String) root.get("name"), steps);
    }

    private static Turn turn(Object written) {
        Map<?, ?> turn = (Map<?, ?>) written;
        List<Call> calls = new ArrayList<>();
        if (turn.get("calls") instanceof List<?> list) {
            for (Object item : list) {
                Map<?, ?> call = (Map<?, ?>) item;
                calls.add(new Call((String) call.get("tool"), (Map<?, ?>) call.get("with")));
            }
        }
        return new Turn((String) turn.get("say"), calls, turn.get("output") != null);
    }

    List<Call> calls() {
        return steps.values().stream()
                .flatMap(List::stream)
                .flatMap(turn -> turn.calls().stream())
                .toList();
    }
}
