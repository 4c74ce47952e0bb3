package dev.builderos.runner.bus;

import dev.builderos.bus.Envelope;
import dev.builderos.bus.Handling;
import dev.builderos.contracts.Contract;
import dev.builderos.contracts.ContractException;
import dev.builderos.contracts.runner.RunnerContracts;
import dev.builderos.redaction.KnownSecrets;
import dev.builderos.redaction.StructuredRedaction;
import dev.builderos.runner.usecase.DeliveryQuestions;
import dev.builderos.runner.usecase.Hooks;
import dev.builderos.runner.usecase.ReceiveDeliveries;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Outgoing;

/** What the runner hears of webhooks. */
@ApplicationScoped
public class HookRequests {
    private static final int COMMANDS = 16;
    private static final int QUERIES = 16;

    /** At most so many are held at once, with their bodies. */
    private static final int DELIVERIES = 64;

    private final Handling handling;
    private final Hooks hooks;
    private final ReceiveDeliveries deliveries;
    private final DeliveryQuestions questions;
    private final StructuredRedaction redaction;
    private final Executor virtual = Executors.newVirtualThreadPerTaskExecutor();

    HookRequests(
            Handling handling,
            Hooks hooks,
            ReceiveDeliveries deliveries,
            DeliveryQuestions questions,
            KnownSecrets secrets) {
        this.handling = handling;
        this.hooks = hooks;
        this.deliveries = deliveries;
        this.questions = questions;
        this.redaction = new StructuredRedaction(secrets, Set.of("code"));
    }

    @Incoming("add-hook")
    @Outgoing("bus-replies")
    Multi<Message<Envelope>> addHook(Multi<Message<Envelope>> requests) {
        return answer(requests, RunnerContracts.ADD_HOOK, COMMANDS, hooks::add);
    }

    @Incoming("list-hooks")
    @Outgoing("bus-replies")
    Multi<Message<Envelope>> listHooks(Multi<Message<Envelope>> requests) {
        return answer(requests, RunnerContracts.LIST_HOOKS, QUERIES, hooks::list);
    }

    @Incoming("rotate-hook")
    @Outgoing("bus-replies")
    Multi<Message<Envelope>> rotateHook(Multi<Message<Envelope>> requests) {
        return answer(requests, RunnerContracts.ROTATE_HOOK, COMMANDS, hooks::rotate);
    }

    @Incoming("remove-hook")
    @Outgoing("bus-replies")
    Multi<Message<Envelope>> removeHook(Multi<Message<Envelope>> requests) {
        return answer(requests, RunnerContracts.REMOVE_HOOK, COMMANDS, hooks::remove);
    }

    @Incoming("receive-delivery")
    @Outgoing("bus-replies")
    Multi<Message<Envelope>> receiveDelivery(Multi<Message<Envelope>> requests) {
        return answer(requests, RunnerContracts.RECEIVE_DELIVERY, DELIVERIES, deliveries::receive);
    }

    @Incoming("list-deliveries")
    @Outgoing("bus-replies")
    Multi<Message<Envelope>> listDeliveries(Multi<Message<Envelope>> requests) {
        return answer(requests, RunnerContracts.LIST_DELIVERIES, QUERIES, questions::list);
    }

    @Incoming("redeliver")
    @Outgoing("bus-replies")
    Multi<Message<Envelope>> redeliver(Multi<Message<Envelope>> requests) {
        return answer(requests, RunnerContracts.REDELIVER, COMMANDS, deliveries::redeliver);
    }

    @Incoming("explain-delivery")
    @Outgoing("bus-replies")
    Multi<Message<Envelope>> explainDelivery(Multi<Message<Envelope>> requests) {
        return answer(requests, RunnerContracts.EXPLAIN_DELIVERY, QUERIES, questions::explain);
    }

    private <T, R> Multi<Message<Envelope>> answer(
            Multi<Message<Envelope>> requests,
            Contract.Request<T, R> contract,
            int concurrency,
            Function<T, R> useCase) {
        return handling.answer(
                requests,
                contract,
                concurrency,
                request -> Uni.createFrom()
                        .item(request)
                        .emitOn(virtual)
                        .map(useCase)
                        .onFailure(ContractException.class)
                        .transform(refusal -> new ContractException(redaction.of(refusal.error()))));
    }
}
