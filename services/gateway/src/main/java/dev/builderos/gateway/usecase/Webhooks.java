package dev.builderos.gateway.usecase;

import dev.builderos.contracts.Requester;
import dev.builderos.gateway.api.AddHook;
import dev.builderos.gateway.api.DeliveryAccepted;
import dev.builderos.gateway.api.DeliveryExplanation;
import dev.builderos.gateway.api.DeliveryList;
import dev.builderos.gateway.api.DeliveryView;
import dev.builderos.gateway.api.ExplainDelivery;
import dev.builderos.gateway.api.HookList;
import dev.builderos.gateway.api.HookSecret;
import dev.builderos.gateway.api.RotateHook;
import io.smallrye.mutiny.Uni;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What can be asked about webhooks, and the deliveries that come to them. */
public interface Webhooks {
    /**
     * A header of a delivery, as it came.
     *
     * @param name in lower case
     */
    record Header(String name, String value) {
        /** Without the value, which may be a secret. */
        @Override
        public String toString() {
            return name;
        }
    }

    Uni<HookList> list(Requester requester, @Nullable String project);

    Uni<HookSecret> add(Requester requester, AddHook hook);

    Uni<HookSecret> rotate(Requester requester, String hook, RotateHook secret);

    Uni<Void> remove(Requester requester, String hook);

    /** Takes what came to an endpoint; who sent it is not known yet, so nobody is named. */
    Uni<DeliveryAccepted> receive(String hook, List<Header> headers, byte[] body);

    Uni<DeliveryList> deliveries(Requester requester, String hook, @Nullable String before, int limit);

    Uni<DeliveryView> redeliver(Requester requester, String hook, String delivery);

    Uni<DeliveryExplanation> explain(Requester requester, String hook, ExplainDelivery delivery);
}
