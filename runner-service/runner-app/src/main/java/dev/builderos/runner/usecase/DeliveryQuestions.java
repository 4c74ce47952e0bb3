package dev.builderos.runner.usecase;

import dev.builderos.contracts.ContractException;
import dev.builderos.contracts.ErrorCategory;
import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.runner.hook.DeliveryExplanation;
import dev.builderos.contracts.runner.hook.DeliveryList;
import dev.builderos.contracts.runner.hook.DeliveryView;
import dev.builderos.contracts.runner.hook.ExplainDelivery;
import dev.builderos.contracts.runner.hook.ListDeliveries;
import dev.builderos.runner.engine.Event;
import dev.builderos.runner.hooks.EventReading;
import dev.builderos.runner.store.DeliveryStore;
import dev.builderos.runner.store.DeliveryStore.StoredDelivery;
import dev.builderos.runner.store.HookStore.StoredHook;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** What was received, and what would come of something that was or might be. Blocking; for virtual threads. */
@ApplicationScoped
public class DeliveryQuestions {
    private static final Duration BOUND = Duration.ofSeconds(10);
    private static final int LARGEST_PAGE = 200;

    private final Hooks hooks;
    private final Triggers triggers;
    private final ReceiveDeliveries deliveries;
    private final DeliveryStore store;

    DeliveryQuestions(Hooks hooks, Triggers triggers, ReceiveDeliveries deliveries, DeliveryStore store) {
        this.hooks = hooks;
        this.triggers = triggers;
        this.deliveries = deliveries;
        this.store = store;
    }

    public DeliveryList list(ListDeliveries query) {
        int limit = Math.clamp(query.limit(), 1, LARGEST_PAGE);
        String before = query.before();
        OrgId org = query.requester().org();
        UUID start = before == null
                ? null
                : UUID.fromString(
                        deliveries.find(org, query.hook(), before).view().id());
        List<DeliveryView> found =
                store.list(org, query.hook(), start, limit + 1).await().atMost(BOUND);
        boolean more = found.size() > limit;
        return new DeliveryList(
                more ? found.subList(0, limit) : found,
                more ? found.get(limit - 1).id() : null);
    }

    public DeliveryExplanation explain(ExplainDelivery query) {
        OrgId org = query.requester().org();
        StoredHook hook = hooks.find(org, query.hook());
        Event event = event(query, hook);
        Triggers.Considered considered = triggers.consider(org, hook.view(), event);
        return new DeliveryExplanation(event.name(), considered.snapshot(), considered.verdicts());
    }

    private Event event(ExplainDelivery query, StoredHook hook) {
        if (query.delivery() != null && query.payload() == null) {
            StoredDelivery kept = deliveries.find(query.requester().org(), query.hook(), query.delivery());
            return EventReading.of(hook.view().provider(), kept.view().event(), deliveries.body(kept));
        }
        if (query.payload() != null && query.delivery() == null) {
            return EventReading.of(
                    hook.view().provider(), query.event(), query.payload().getBytes(StandardCharsets.UTF_8));
        }
        throw new ContractException(
                "request.invalid", ErrorCategory.INVALID, "give a delivery or a payload, and not both");
    }
}
