package dev.builderos.gateway.api;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The part of {@link GatewayClient} that is about webhooks; what it says of errors and threads holds here too. */
public final class HooksClient {
    private static final String HOOKS = "/v1/hooks";

    private final GatewayClient gateway;

    public HooksClient(GatewayClient gateway) {
        this.gateway = gateway;
    }

    /** The endpoints of a project, or of all of them. */
    public HookList hooks(@Nullable String project) {
        return gateway.get(HOOKS + GatewayClient.query("project", project), HookList.class);
    }

    /** Makes an endpoint; its secret is told this once. */
    public HookSecret addHook(AddHook hook) {
        return gateway.post(HOOKS, hook, GatewayClient.newKey(), HookSecret.class);
    }

    /** Gives an endpoint another secret; the one before is taken for 24 hours more. */
    public HookSecret rotateHook(String hook, RotateHook secret) {
        return gateway.post(path(hook) + "/rotate", secret, GatewayClient.newKey(), HookSecret.class);
    }

    public void removeHook(String hook) {
        gateway.bytes("DELETE", path(hook));
    }

    /**
     * Sends a delivery, as a provider does.
     *
     * @param headers its signature, and what else the provider says in headers
     */
    public DeliveryAccepted receiveDelivery(String hook, Map<String, String> headers, byte[] body) {
        return gateway.send("POST", path(hook), body, headers, DeliveryAccepted.class);
    }

    /**
     * What an endpoint received, newest first.
     *
     * @param before {@link DeliveryList#next} of the page before; null for the first page
     * @param limit 1 to 200
     */
    public DeliveryList deliveries(String hook, @Nullable String before, int limit) {
        return gateway.get(
                path(hook) + "/deliveries" + GatewayClient.query("before", before, "limit", limit), DeliveryList.class);
    }

    /** Lets a kept delivery start again what it starts by the project's newest files. */
    public DeliveryView redeliver(String hook, String delivery) {
        return gateway.post(
                path(hook) + "/deliveries/" + GatewayClient.segment(delivery) + "/redeliver",
                Map.of(),
                GatewayClient.newKey(),
                DeliveryView.class);
    }

    /** Which pipelines something would start, and why; nothing is kept and nothing is started. */
    public DeliveryExplanation explainDelivery(String hook, ExplainDelivery delivery) {
        return gateway.post(path(hook) + "/explain", delivery, GatewayClient.newKey(), DeliveryExplanation.class);
    }

    private static String path(String hook) {
        return HOOKS + "/" + GatewayClient.segment(hook);
    }
}
