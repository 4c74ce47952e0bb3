package dev.builderos.cli.desk;

import dev.builderos.cli.CliFailure;
import dev.builderos.cli.ExitCode;
import dev.builderos.formats.DeskDefinition;
import dev.builderos.formats.Formats;
import dev.builderos.formats.InputDefinition;
import dev.builderos.formats.Parsed;
import dev.builderos.formats.Problem;
import dev.builderos.formats.SourceText;
import dev.builderos.gateway.api.DeskBundle;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The inputs of a desk. In its files <code>{{name}}</code> stands for the input {@code name}; a placeholder that names no input of
 * the desk, as those in prompts, is left alone.
 */
public final class DeskInputs {
    private static final Pattern PLACE = Pattern.compile("\\{\\{([A-Za-z0-9_-]+)}}");

    private DeskInputs() {}

    /**
     * The value of each input: what is given, else its default.
     *
     * @param fallback for inputs nobody gave and that have no default, e.g. the project's name
     */
    public static Map<String, String> resolve(
            DeskBundle desk, Map<String, String> given, Map<String, String> fallback) {
        DeskDefinition definition = definition(desk);
        List<String> unknown = given.keySet().stream()
                .filter(name -> !definition.inputs().containsKey(name))
                .toList();
        if (!unknown.isEmpty()) {
            throw new CliFailure(
                    ExitCode.USAGE,
                    "the desk " + desk.name() + " has no input `" + unknown.getFirst() + "`",
                    "it has: " + String.join(", ", definition.inputs().keySet()));
        }
        Map<String, String> values = new TreeMap<>();
        List<String> missing = new ArrayList<>();
        definition.inputs().forEach((name, input) -> {
            String value = given.getOrDefault(name, fallback.get(name));
            if (value != null) {
                values.put(name, value);
            } else if (input.defaultValue() != null) {
                values.put(name, input.defaultValue().toString());
            } else if (input.required()) {
                missing.add(describe(name, input));
            } else {
                values.put(name, "");
            }
        });
        if (!missing.isEmpty()) {
            throw new CliFailure(ExitCode.USAGE, "the desk " + desk.name() + " needs to be told more", missing);
        }
        return values;
    }

    private static String describe(String name, InputDefinition input) {
        return "-i " + name + "=…" + (input.description() == null ? "" : "   " + input.description());
    }

    private static DeskDefinition definition(DeskBundle desk) {
        return switch (Formats.parseDesk(
                new SourceText(desk.manifest().path(), desk.manifest().text()))) {
            case Parsed.Ok<DeskDefinition>(DeskDefinition value) -> value;
            case Parsed.Invalid<DeskDefinition>(List<Problem> problems) ->
                throw new CliFailure(
                        ExitCode.FAILED,
                        "the desk " + desk.name() + "@" + desk.version() + " is broken",
                        problems.stream().map(Problem::render).toList());
        };
    }

    static String fill(String text, Map<String, String> values) {
        return PLACE.matcher(text).replaceAll(place -> {
            String value = values.get(place.group(1));
            return Matcher.quoteReplacement(value == null ? place.group() : value);
        });
    }
}
