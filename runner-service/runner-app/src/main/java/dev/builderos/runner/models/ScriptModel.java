package dev.builderos.runner.models;

import com.fasterxml.jackson.databind.JsonNode;
import dev.builderos.contracts.ContractJson;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/** Plays a transcript: the answers of one step after the other, as they stand in the file. It reads no messages. */
final class ScriptModel implements Model {
    private static final String KIND = "builderos/transcript@v1";

    private final Map<?, ?> steps;

    ScriptModel(String transcript) {
        LoaderOptions options = new LoaderOptions();
        options.setMaxAliasesForCollections(0);
        options.setAllowDuplicateKeys(false);
        Object root;
        try {
            root = new Yaml(new SafeConstructor(options)).load(transcript);
        } catch (YAMLException wrong) {
            throw new ModelFailure("invalid_output", "the transcript is not YAML: " + wrong.getMessage(), wrong);
        }
        if (!(root instanceof Map<?, ?> map)
                || !KIND.equals(map.get("kind"))
                || !(map.get("steps") instanceof Map<?, ?> byStep)) {
            throw new ModelFailure("invalid_output", "a transcript has `kind: " + KIND + "` and `steps:`", null);
        }
        steps = byStep;
    }

    @Override
    public ModelAnswer answer(ModelRequest request) {
        if (!(steps.get(request.step()) instanceof List<?> turns)) {
            throw new ModelFailure("invalid_output", "the transcript has no step `" + request.step() + "`", null);
        }
        if (request.turn() >= turns.size() || !(turns.get(request.turn()) instanceof Map<?, ?> turn)) {
            throw new ModelFailure(
                    "invalid_output",
                    "the transcript has no answer " + (request.turn() + 1) + " for step `" + request.step() + "`",
                    null);
        }
        List<ModelAnswer.ToolCall> calls = new ArrayList<>();
        if (turn.get("calls") instanceof List<?> listed) {
            for (Object call : listed) {
                if (!(call instanceof Map<?, ?> map) || !(map.get("tool") instanceof String tool)) {
                    throw new ModelFailure("invalid_output", "a call of the transcript names its `tool`", null);
                }
                calls.add(new ModelAnswer.ToolCall("call-" + (calls.size() + 1), tool, arguments(map.get("with"))));
            }
        }
        JsonNode output = turn.get("output") == null ? null : ContractJson.tree(turn.get("output"));
        return new ModelAnswer(
                turn.get("say") instanceof String say ? say : "",
                calls,
                output,
                tokens(turn, "input"),
                tokens(turn, "output"));
    }

    /** What the answer is told to have used; none unless written. */
    private static long tokens(Map<?, ?> turn, String direction) {
        Object usage = turn.get("usage");
        Object told = usage instanceof Map<?, ?> map ? map.get(direction) : null;
        if (usage == null || (usage instanceof Map && told == null)) {
            return 0;
        }
        if (told instanceof Integer tokens && tokens >= 0) {
            return tokens;
        }
        throw new ModelFailure(
                "invalid_output", "`usage` of the transcript is written { input: 1200, output: 300 }", null);
    }

    private static Map<String, Object> arguments(@Nullable Object with) {
        Map<String, Object> arguments = new LinkedHashMap<>();
        if (with instanceof Map<?, ?> given) {
            given.forEach((name, value) -> arguments.put(String.valueOf(name), value));
        }
        return arguments;
    }
}
