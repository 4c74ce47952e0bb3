package dev.builderos.formats;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The key {@code on}: what starts a pipeline.
 *
 * @param webhook an event of a provider
 * @param manual whether a person may start it; unless written, true exactly when there is no webhook
 */
public record TriggerDefinition(@Nullable WebhookTrigger webhook, boolean manual) {
    static final TriggerDefinition MANUAL = new TriggerDefinition(null, true);

    /**
     * An event of a provider.
     *
     * @param events such as {@code issues.labeled}
     * @param when a condition on the event; always when absent
     * @param inputs what inputs of the pipeline are given: texts with references such as {@code ${event.issue.title}}
     */
    public record WebhookTrigger(
            String provider, List<String> events, @Nullable Condition when, Map<String, String> inputs) {
        public WebhookTrigger {
            events = List.copyOf(events);
            inputs = Ordered.copy(inputs);
        }
    }
}
