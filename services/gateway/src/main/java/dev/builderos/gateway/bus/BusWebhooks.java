package dev.builderos.gateway.bus;

import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.ProjectId;
import dev.builderos.contracts.Requester;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.runner.RunnerContracts;
import dev.builderos.contracts.runner.hook.DeliveryReceived;
import dev.builderos.contracts.runner.hook.HookHeader;
import dev.builderos.contracts.runner.hook.HookProvider;
import dev.builderos.contracts.runner.hook.ListDeliveries;
import dev.builderos.contracts.runner.hook.ListHooks;
import dev.builderos.contracts.runner.hook.PipelineVerdict;
import dev.builderos.contracts.runner.hook.ReceiveDelivery;
import dev.builderos.contracts.runner.hook.Redeliver;
import dev.builderos.contracts.runner.hook.RemoveHook;
import dev.builderos.gateway.api.AddHook;
import dev.builderos.gateway.api.DeliveryAccepted;
import dev.builderos.gateway.api.DeliveryExplanation;
import dev.builderos.gateway.api.DeliveryList;
import dev.builderos.gateway.api.DeliveryView;
import dev.builderos.gateway.api.ExplainDelivery;
import dev.builderos.gateway.api.HookList;
import dev.builderos.gateway.api.HookSecret;
import dev.builderos.gateway.api.RotateHook;
import dev.builderos.gateway.usecase.Webhooks;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

@ApplicationScoped
class BusWebhooks implements Webhooks {
    /** Whose a delivery is, says its endpoint, which only the runner knows; until then it is nobody's. */
    private static final Requester NOBODY = new Requester(new OrgId("unknown"), "hook:unknown", List.of());

    private final Ask ask;

    BusWebhooks(Ask ask) {
        this.ask = ask;
    }

    @Override
    public Uni<HookList> list(Requester requester, @Nullable String project) {
        ProjectId id = project == null ? null : Ids.parse(ProjectId::new, project);
        return ask.of(RunnerContracts.LIST_HOOKS, requester, new ListHooks(requester, id))
                .map(answer -> Translation.to(HookList.class, answer));
    }

    @Override
    public Uni<HookSecret> add(Requester requester, AddHook hook) {
        ProjectId project = Ids.parse(ProjectId::new, hook.project());
        return ask.of(
                        RunnerContracts.ADD_HOOK,
                        requester,
                        project.value(),
                        new dev.builderos.contracts.runner.hook.AddHook(
                                requester, project, Translation.to(HookProvider.class, hook.provider()), hook.secret()))
                .map(answer -> Translation.to(HookSecret.class, answer));
    }

    @Override
    public Uni<HookSecret> rotate(Requester requester, String hook, RotateHook secret) {
        return ask.of(
                        RunnerContracts.ROTATE_HOOK,
                        requester,
                        new dev.builderos.contracts.runner.hook.RotateHook(requester, hook, secret.secret()))
                .map(answer -> Translation.to(HookSecret.class, answer));
    }

    @Override
    public Uni<Void> remove(Requester requester, String hook) {
        return ask.of(RunnerContracts.REMOVE_HOOK, requester, new RemoveHook(requester, hook))
                .replaceWithVoid();
    }

    @Override
    public Uni<DeliveryAccepted> receive(String hook, List<Header> headers, byte[] body) {
        List<HookHeader> said = headers.stream()
                .map(header -> new HookHeader(header.name(), header.value()))
                .toList();
        ReceiveDelivery delivery =
                new ReceiveDelivery(hook, said, Base64.getEncoder().encodeToString(body));
        return ask.of(RunnerContracts.RECEIVE_DELIVERY, NOBODY, "all", delivery, Ask.LONG)
                .map(BusWebhooks::accepted);
    }

    private static DeliveryAccepted accepted(DeliveryReceived received) {
        return new DeliveryAccepted(
                received.delivery().id(),
                received.known(),
                received.delivery().verdicts().stream()
                        .map(PipelineVerdict::run)
                        .filter(Objects::nonNull)
                        .map(RunId::value)
                        .toList());
    }

    @Override
    public Uni<DeliveryList> deliveries(Requester requester, String hook, @Nullable String before, int limit) {
        return ask.of(RunnerContracts.LIST_DELIVERIES, requester, new ListDeliveries(requester, hook, before, limit))
                .map(answer -> Translation.to(DeliveryList.class, answer));
    }

    @Override
    public Uni<DeliveryView> redeliver(Requester requester, String hook, String delivery) {
        return ask.of(RunnerContracts.REDELIVER, requester, "all", new Redeliver(requester, hook, delivery), Ask.LONG)
                .map(answer -> Translation.to(DeliveryView.class, answer));
    }

    @Override
    public Uni<DeliveryExplanation> explain(Requester requester, String hook, ExplainDelivery delivery) {
        return ask.of(
                        RunnerContracts.EXPLAIN_DELIVERY,
                        requester,
                        "all",
                        new dev.builderos.contracts.runner.hook.ExplainDelivery(
                                requester, hook, delivery.delivery(), delivery.event(), delivery.payload()),
                        Ask.LONG)
                .map(answer -> Translation.to(DeliveryExplanation.class, answer));
    }
}
