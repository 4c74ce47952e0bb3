package dev.builderos.formats;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a step does. Texts may hold {@link Expressions}. */
public sealed interface StepAction {

    /** The key {@code run}: a command in the sandbox. */
    record RunCommand(String command) implements StepAction {}

    /**
     * The key {@code action}: a typed effect of a connector.
     *
     * @param name such as {@code git.pull_request}
     * @param with its attributes (String, Long, Double, Boolean, List, Map)
     */
    record ActionCall(String name, Map<String, Object> with) implements StepAction {
        public ActionCall {
            with = Ordered.copy(with);
        }
    }

    /**
     * A model loop with tools; it has a prompt, a task in words, or both.
     *
     * @param prompt the key {@code prompt}
     * @param ask the key {@code ask}: the task in words
     */
    record AgentTask(
            String agent,
            @Nullable PromptReference prompt,
            @Nullable String ask) implements StepAction {
        public AgentTask {
            if (prompt == null && ask == null) {
                throw new IllegalArgumentException("an agent task has a prompt or a task in words");
            }
        }
    }
}
