package dev.builderos.gateway.api;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A delivery of a webhook whose signature was right.
 *
 * @param id what it is called here
 * @param deliveryId what its provider calls it; of providers that do not, the digest of its body
 * @param attempt 0 as it was received, 1 when it was delivered again by hand, and so on
 * @param event such as {@code issues.labeled}
 * @param snapshot the files whose pipelines were considered; null when the project had none
 * @param conflicts how often another body came under the same id, which was refused
 * @param verdicts one for each pipeline that could be started by a webhook
 */
public record DeliveryView(
        String id,
        String hook,
        String project,
        String deliveryId,
        int attempt,
        String event,
        String body,
        long bytes,
        Instant receivedAt,
        @Nullable String snapshot,
        int conflicts,
        List<PipelineVerdict> verdicts) {
    public DeliveryView {
        verdicts = List.copyOf(verdicts);
    }
}
