package dev.builderos.runner.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.builderos.contracts.CanonicalJson;
import dev.builderos.formats.Condition;
import dev.builderos.formats.Expressions;
import dev.builderos.formats.InputDefinition;
import dev.builderos.formats.PipelineDefinition;
import dev.builderos.formats.TriggerDefinition;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What an event means for a pipeline. What cannot be told starts nothing. */
public final class EventMatch {
    /** Characters of a value that an input is given; more is no sentence that somebody wrote. */
    static final int LONGEST_INPUT = 65_536;

    private EventMatch() {}

    /** What came of it, and why. */
    public sealed interface Outcome {
        String reason();
    }

    /** The pipeline starts with these inputs, all of which are taken from the event. */
    public record Starts(String reason, Map<String, Object> inputs) implements Outcome {
        public Starts {
            inputs = Map.copyOf(inputs);
        }
    }

    /** The event is not for this pipeline. */
    public record Skipped(String reason) implements Outcome {}

    /** The event is for this pipeline, which yet cannot be started by it. */
    public record Refused(String reason) implements Outcome {}

    /**
     * Tells what an event means for a pipeline.
     *
     * @param pipeline one that a webhook may start
     */
    public static Outcome of(PipelineDefinition pipeline, Event event) {
        TriggerDefinition.WebhookTrigger trigger =
                Objects.requireNonNull(pipeline.trigger().webhook(), "a webhook");
        if (!trigger.provider().equals(event.provider())) {
            return new Skipped("it is for events of " + trigger.provider() + ", not of " + event.provider());
        }
        String matched = trigger.events().stream()
                .filter(pattern -> covers(pattern, event.name()))
                .findFirst()
                .orElse(null);
        if (matched == null) {
            return new Skipped("it is for " + String.join(", ", trigger.events()) + ", not for " + event.name());
        }
        String reason = matched.equals(event.name()) ? "it is for " + matched : event.name() + " is one of " + matched;
        Condition condition = trigger.when();
        if (condition == null) {
            return inputs(pipeline, trigger, event, reason);
        }
        return switch (ruling(condition, event)) {
            case Conditions.Holds ignored ->
                inputs(pipeline, trigger, event, reason + ", and when " + condition.text() + " is true");
            case Conditions.Fails fails -> new Skipped(fails.reason());
            case Conditions.Unknown unknown -> new Refused(unknown.why());
        };
    }

    /** {@code issues} covers {@code issues.labeled} too; a star stands for anything. */
    static boolean covers(String pattern, String event) {
        String form =
                Arrays.stream(pattern.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
        return event.matches(form + "(\\..*)?");
    }

    private static Conditions.Ruling ruling(Condition condition, Event event) {
        try {
            StepCondition compiled = StepCondition.compile(condition.text());
            if (!compiled.roots().stream().allMatch(EventCheck.EVENT::equals)) {
                return new Conditions.Unknown("`when " + condition.text() + "` asks for more than the event");
            }
            return compiled.judge(Map.of(EventCheck.EVENT, event.forConditions()));
        } catch (StepCondition.NotUnderstood wrong) {
            return new Conditions.Unknown("`when " + condition.text() + "` is not right: " + wrong.getMessage());
        }
    }

    private static Outcome inputs(
            PipelineDefinition pipeline, TriggerDefinition.WebhookTrigger trigger, Event event, String reason) {
        Map<String, Object> inputs = new LinkedHashMap<>();
        for (Map.Entry<String, String> given : trigger.inputs().entrySet()) {
            Expressions text = Expressions.parse(given.getValue());
            for (Expressions.Reference reference : text.references()) {
                JsonNode node = node(reference, event);
                boolean optional = text.parts().size() == 1 && mayBeLeftOut(pipeline, given.getKey());
                if ((node.isMissingNode() || node.isNull()) && !optional) {
                    return new Refused("input `" + given.getKey() + "` is made of " + reference.text()
                            + ", which the event does not have");
                }
            }
            String value = value(text, event);
            if (value != null && value.length() > LONGEST_INPUT) {
                return new Refused("input `" + given.getKey() + "` would have " + value.length()
                        + " characters; from an event it has at most " + LONGEST_INPUT);
            }
            if (value != null) {
                inputs.put(given.getKey(), value);
            }
        }
        return new Starts(reason, inputs);
    }

    private static boolean mayBeLeftOut(PipelineDefinition pipeline, String name) {
        InputDefinition input = pipeline.inputs().get(name);
        return input != null && (!input.required() || input.defaultValue() != null);
    }

    /** A text that is one reference is what it refers to; null where that is nothing. */
    private static @Nullable String value(Expressions text, Event event) {
        if (text.parts().size() == 1 && text.parts().getFirst() instanceof Expressions.Reference whole) {
            JsonNode node = node(whole, event);
            return node.isMissingNode() || node.isNull() ? null : shown(node);
        }
        return text.render(reference -> shown(node(reference, event)));
    }

    private static JsonNode node(Expressions.Reference reference, Event event) {
        List<String> path = reference.path();
        return event.at(path.subList(1, path.size()));
    }

    private static String shown(JsonNode node) {
        return node.isContainerNode() ? new String(CanonicalJson.bytes(node), StandardCharsets.UTF_8) : node.asText();
    }
}
