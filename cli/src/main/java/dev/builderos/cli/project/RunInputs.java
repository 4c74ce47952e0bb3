package dev.builderos.cli.project;

import dev.builderos.cli.CliFailure;
import dev.builderos.cli.ExitCode;
import dev.builderos.formats.InputDefinition;
import dev.builderos.formats.PipelineDefinition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Inputs as they are given on the command line, turned into what the pipeline declares. */
final class RunInputs {
    private RunInputs() {}

    /** Checks names, types and what is missing, with the pipeline at hand. */
    static Map<String, Object> of(PipelineDefinition pipeline, Map<String, String> given) {
        List<String> problems = new ArrayList<>();
        given.keySet().stream()
                .filter(name -> !pipeline.inputs().containsKey(name))
                .forEach(name -> problems.add("there is no input `" + name + "`; there is: "
                        + String.join(", ", pipeline.inputs().keySet())));
        Map<String, Object> inputs = new LinkedHashMap<>();
        pipeline.inputs().forEach((name, input) -> {
            String text = given.get(name);
            if (text != null) {
                Object value = typed(input.type(), text);
                if (value == null) {
                    problems.add("`" + name + "` is a " + input.type().name().toLowerCase(Locale.ROOT) + ", not `"
                            + text + "`");
                } else {
                    inputs.put(name, value);
                }
            } else if (input.required() && input.defaultValue() == null) {
                problems.add("missing:  -i " + name + "=…"
                        + (input.description() == null ? "" : "   " + input.description()));
            }
        });
        if (!problems.isEmpty()) {
            throw new CliFailure(
                    ExitCode.USAGE, "the inputs do not fit " + pipeline.source().path(), problems);
        }
        return inputs;
    }

    private static @Nullable Object typed(InputDefinition.InputType type, String text) {
        return switch (type) {
            case STRING, ARTIFACT -> text;
            case BOOLEAN ->
                switch (text) {
                    case "true" -> true;
                    case "false" -> false;
                    default -> null;
                };
            case NUMBER -> {
                try {
                    yield Long.valueOf(text);
                } catch (NumberFormatException whole) {
                    try {
                        yield Double.valueOf(text);
                    } catch (NumberFormatException e) {
                        yield null;
                    }
                }
            }
        };
    }
}
