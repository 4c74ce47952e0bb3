package dev.builderos.runner.bus;

import dev.builderos.bus.Envelope;
import dev.builderos.bus.Handling;
import dev.builderos.contracts.Contract;
import dev.builderos.contracts.ContractException;
import dev.builderos.redaction.KnownSecrets;
import dev.builderos.redaction.StructuredRedaction;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.eclipse.microprofile.reactive.messaging.Message;

/** Answers requests by use cases that block, each on a virtual thread of its own. */
@ApplicationScoped
class BlockingAnswers {
    private final Handling handling;
    private final StructuredRedaction redaction;
    private final Executor virtual = Executors.newVirtualThreadPerTaskExecutor();

    BlockingAnswers(Handling handling, KnownSecrets secrets) {
        this.handling = handling;
        this.redaction = new StructuredRedaction(secrets, Set.of("code"));
    }

    <T, R> Multi<Message<Envelope>> of(
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
                        .transform(this::withoutSecrets));
    }

    /** A refusal quotes what was asked. */
    private Throwable withoutSecrets(Throwable refusal) {
        return new ContractException(redaction.of(((ContractException) refusal).error()));
    }
}
