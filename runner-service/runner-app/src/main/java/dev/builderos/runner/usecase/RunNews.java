package dev.builderos.runner.usecase;

import dev.builderos.bus.Envelope;
import dev.builderos.contracts.policy.OpenApproval;
import dev.builderos.contracts.policy.WithdrawApproval;
import dev.builderos.contracts.runner.RunAdvanced;
import dev.builderos.runner.actor.RunMessages;
import java.util.List;
import java.util.function.Consumer;

/**
 * What runs say to others, heard by this process first.
 *
 * @param listeners must not block, and not fail
 */
record RunNews(RunMessages others, List<Consumer<RunAdvanced>> listeners) implements RunMessages {
    RunNews {
        listeners = List.copyOf(listeners);
    }

    @Override
    public void advanced(RunAdvanced news) {
        listeners.forEach(listener -> listener.accept(news));
        others.advanced(news);
    }

    @Override
    public Envelope open(OpenApproval order) {
        return others.open(order);
    }

    @Override
    public Envelope withdraw(WithdrawApproval order) {
        return others.withdraw(order);
    }
}
