package dev.builderos.gateway.usecase;

import dev.builderos.contracts.ContractException;
import dev.builderos.contracts.ErrorCategory;
import dev.builderos.gateway.config.GatewaySettings;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.smallrye.mutiny.Multi;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Bounds how many live streams are open at a time. There from the start, so that none is told as none. */
@Startup
@ApplicationScoped
class StreamSlots {
    private final int most;
    private final AtomicInteger open = new AtomicInteger();

    StreamSlots(GatewaySettings settings, MeterRegistry meters) {
        this.most = settings.streams();
        meters.gauge("builderos.gateway.streams", open);
    }

    /** The stream, or a refusal when too many are open. */
    <T> Multi<T> bounded(Supplier<Multi<T>> stream) {
        return Multi.createFrom().deferred(() -> {
            if (open.incrementAndGet() > most) {
                open.decrementAndGet();
                throw new ContractException(
                        "streams.exhausted",
                        ErrorCategory.EXHAUSTED,
                        "this server has " + most + " live streams open already");
            }
            return stream.get().onTermination().invoke(open::decrementAndGet);
        });
    }
}
