package dev.builderos.runner.bus;

import dev.builderos.bus.Envelope;
import dev.builderos.contracts.runner.RunnerContracts;
import dev.builderos.runner.usecase.DeliveryQuestions;
import dev.builderos.runner.usecase.Hooks;
import dev.builderos.runner.usecase.ReceiveDeliveries;
import io.smallrye.mutiny.Multi;
import jakarta.enterprise.context.ApplicationScoped;
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

    private final BlockingAnswers answers;
    private final Hooks hooks;
    private final ReceiveDeliveries deliveries;
    private final DeliveryQuestions questions;

    HookRequests(BlockingAnswers answers, Hooks hooks, ReceiveDeliveries deliveries, DeliveryQuestions questions) {
        this.answers = answers;
        this.hooks = hooks;
        this.deliveries = deliveries;
        this.questions = questions;
    }

    @Incoming("add-hook")
    @Outgoing("bus-replies")
    Multi<Message<Envelope>> addHook(Multi<Message<Envelope>> requests) {
        return answers.of(requests, RunnerContracts.ADD_HOOK, COMMANDS, hooks::add);
    }

    @Incoming("list-hooks")
    @Outgoing("bus-replies")
    Multi<Message<Envelope>> listHooks(Multi<Message<Envelope>> requests) {
        return answers.of(requests, RunnerContracts.LIST_HOOKS, QUERIES, hooks::list);
    }

    @Incoming("rotate-hook")
    @Outgoing("bus-replies")
    Multi<Message<Envelope>> rotateHook(Multi<Message<Envelope>> requests) {
        return answers.of(requests, RunnerContracts.ROTATE_HOOK, COMMANDS, hooks::rotate);
    }

    @Incoming("remove-hook")
    @Outgoing("bus-replies")
    Multi<Message<Envelope>> removeHook(Multi<Message<Envelope>> requests) {
        return answers.of(requests, RunnerContracts.REMOVE_HOOK, COMMANDS, hooks::remove);
    }

    @Incoming("receive-delivery")
    @Outgoing("bus-replies")
    Multi<Message<Envelope>> receiveDelivery(Multi<Message<Envelope>> requests) {
        return answers.of(requests, RunnerContracts.RECEIVE_DELIVERY, DELIVERIES, deliveries::receive);
    }

    @Incoming("list-deliveries")
    @Outgoing("bus-replies")
    Multi<Message<Envelope>> listDeliveries(Multi<Message<Envelope>> requests) {
        return answers.of(requests, RunnerContracts.LIST_DELIVERIES, QUERIES, questions::list);
    }

    @Incoming("redeliver")
    @Outgoing("bus-replies")
    Multi<Message<Envelope>> redeliver(Multi<Message<Envelope>> requests) {
        return answers.of(requests, RunnerContracts.REDELIVER, COMMANDS, deliveries::redeliver);
    }

    @Incoming("explain-delivery")
    @Outgoing("bus-replies")
    Multi<Message<Envelope>> explainDelivery(Multi<Message<Envelope>> requests) {
        return answers.of(requests, RunnerContracts.EXPLAIN_DELIVERY, QUERIES, questions::explain);
    }
}
