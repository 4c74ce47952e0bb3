package dev.builderos.gateway.bus;

import dev.builderos.bus.BusDisconnected;
import dev.builderos.bus.BusRequests;
import dev.builderos.bus.BusUnavailable;
import dev.builderos.contracts.Contract;
import dev.builderos.contracts.ContractException;
import dev.builderos.contracts.ErrorCategory;
import dev.builderos.contracts.MalformedMessage;
import dev.builderos.contracts.Requester;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.function.Function;

/** Asks a service; every failure comes back as a {@link ContractException}. */
@ApplicationScoped
class Ask {
    /** For what takes the other side a while: compiling a plan, computing a diff, reading a large page. */
    static final Duration LONG = Duration.ofSeconds(25);

    private static final String ALL = "all";

    private final BusRequests requests;

    Ask(BusRequests requests) {
        this.requests = requests;
    }

    <T, R> Uni<R> of(Contract.Request<T, R> contract, Requester requester, T payload) {
        return of(contract, requester, ALL, payload, BusRequests.STANDARD_DEADLINE);
    }

    <T, R> Uni<R> of(Contract.Request<T, R> contract, Requester requester, String entity, T payload) {
        return of(contract, requester, entity, payload, BusRequests.STANDARD_DEADLINE);
    }

    <T, R> Uni<R> of(
            Contract.Request<T, R> contract, Requester requester, String entity, T payload, Duration deadline) {
        return explained(contract, requests.ask(contract, requester.org(), entity, payload, deadline));
    }

    /** The answer as it came, read by this. */
    <T, R, J> Uni<J> json(
            Contract.Request<T, R> contract,
            Requester requester,
            String entity,
            T payload,
            Function<byte[], J> reading) {
        return explained(
                contract,
                requests.askForJson(contract, requester.org(), entity, payload, BusRequests.STANDARD_DEADLINE)
                        .map(reading));
    }

    private static <R> Uni<R> explained(Contract.Request<?, ?> contract, Uni<R> answer) {
        return answer.onFailure(BusUnavailable.class)
                .transform(failure -> new ContractException(
                        "bus.unavailable",
                        ErrorCategory.UNAVAILABLE,
                        failure instanceof BusDisconnected
                                ? "the bus is away: " + failure.getMessage() + "; ask again when it is back"
                                : "the " + contract.domain() + " service does not answer"))
                .onFailure(MalformedMessage.class)
                .transform(failure -> new ContractException(
                        "bus.malformed",
                        ErrorCategory.INTERNAL,
                        "the answer of the " + contract.domain() + " service is not understood"));
    }
}
