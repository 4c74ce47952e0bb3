package dev.builderos.gateway.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a delivery would start.
 *
 * @param event such as {@code issues.labeled}
 * @param snapshot the files whose pipelines were considered; null when the project has none
 * @param verdicts one for each pipeline that could be started by a webhook
 */
public record DeliveryExplanation(String event, @Nullable String snapshot, List<PipelineVerdict> verdicts) {
    public DeliveryExplanation {
        verdicts = List.copyOf(verdicts);
    }
}
