package dev.builderos.runner.engine;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JsonNode;
import dev.builderos.contracts.Digest;
import dev.builderos.formats.TokenPrice;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a step does. Texts may hold expressions, which are resolved when the step starts. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Work.Command.class, name = "run"),
    @JsonSubTypes.Type(value = Work.Action.class, name = "action"),
    @JsonSubTypes.Type(value = Work.AgentTask.class, name = "agent"),
    @JsonSubTypes.Type(value = Work.Join.class, name = "join")
})
public sealed interface Work {
    /** As clients see it. */
    String kind();

    /** A command in the sandbox. */
    record Command(String command) implements Work {
        @Override
        public String kind() {
            return "run";
        }
    }

    /** One effect of a connector, or of the engine itself ({@link PlanCompiler#NOOP}). */
    record Action(String tool, Map<String, Object> arguments) implements Work {
        public Action {
            arguments = Map.copyOf(arguments);
        }

        @Override
        public String kind() {
            return "action";
        }
    }

    /**
     * A model that works with tools until it is done.
     *
     * @param tools effect patterns the agent may use, still judged by the policy
     * @param prompt the prompt's file; null when the task stands in {@code ask}
     * @param with values for the prompt's inputs
     */
    record AgentTask(
            String agent,
            String system,
            List<String> tools,
            int maxTurns,
            @Nullable Integer maxTokens,
            @Nullable PromptUse prompt,
            @Nullable String ask,
            Map<String, Object> with,
            ModelUse model)
            implements Work {
        public AgentTask {
            tools = List.copyOf(tools);
            with = Map.copyOf(with);
        }

        @Override
        public String kind() {
            return "agent";
        }
    }

    /**
     * Merges the lanes of a group.
     *
     * @param pure whether there is nothing to merge, as no step of its lanes touches a workspace; null means no
     */
    record Join(@Nullable Boolean pure) implements Work {
        @Override
        public String kind() {
            return "join";
        }
    }

    /** One exact version of a prompt, with its text. */
    record PromptUse(
            String name,
            String version,
            Digest digest,
            String path,
            String text,
            @Nullable JsonNode output) {}

    /**
     * The model an agent works with.
     *
     * @param transcript for the provider {@code script}: the text of the file it plays
     * @param price what its tokens cost; null when the project does not say
     */
    record ModelUse(
            String provider,
            String name,
            @Nullable Double temperature,
            @Nullable String baseUrl,
            @Nullable String apiKey,
            @Nullable String transcript,
            @Nullable TokenPrice price) {
        /** Of no known price. */
        public ModelUse(
                String provider,
                String name,
                @Nullable Double temperature,
                @Nullable String baseUrl,
                @Nullable String apiKey,
                @Nullable String transcript) {
            this(provider, name, temperature, baseUrl, apiKey, transcript, null);
        }

        public String label() {
            return provider + ":" + name;
        }

        /** What of it decides what it answers: everything but the price. */
        public ModelUse withoutPrice() {
            return new ModelUse(provider, name, temperature, baseUrl, apiKey, transcript);
        }
    }
}
