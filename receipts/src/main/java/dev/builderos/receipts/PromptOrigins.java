package dev.builderos.receipts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which prompts an effect came from: an agent's own, or those of the agents whose work the step stands on. */
final class PromptOrigins {
    private PromptOrigins() {}

    /** @param definition the fact that has the outlines of all steps */
    static ArrayNode of(FactBody definition, String step) {
        Map<String, JsonNode> planned = new HashMap<>();
        definition.items("steps").forEach(each -> planned.put(each.path("id").asText(), each));
        Set<String> behind = isAgent(planned.get(step)) ? Set.of(step) : before(planned, step);
        ArrayNode prompts = RunFold.JSON.arrayNode();
        Set<JsonNode> seen = new HashSet<>();
        for (JsonNode each : definition.items("steps")) {
            JsonNode prompt = each.path("prompt");
            if (behind.contains(each.path("id").asText()) && prompt.isObject() && seen.add(prompt)) {
                prompts.add(prompt);
            }
        }
        return prompts;
    }

    private static boolean isAgent(@Nullable JsonNode step) {
        return step != null && step.path("kind").asText().equals("agent");
    }

    private static Set<String> before(Map<String, JsonNode> planned, String step) {
        Set<String> found = new HashSet<>();
        Deque<String> open = new ArrayDeque<>();
        open.add(step);
        while (!open.isEmpty()) {
            JsonNode at = planned.get(open.remove());
            if (at != null) {
                at.path("needs").forEach(needed -> {
                    if (found.add(needed.asText())) {
                        open.add(needed.asText());
                    }
                });
            }
        }
        return found;
    }
}
