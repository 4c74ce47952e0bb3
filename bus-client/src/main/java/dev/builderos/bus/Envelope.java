package dev.builderos.bus;

import dev.builderos.contracts.Contract;
import dev.builderos.contracts.ContractJson;
import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.Subject;
import dev.builderos.contracts.TimeOrderedId;
import java.time.Clock;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A message as it travels: where to, which (CloudEvents attribute names as headers), and the JSON body. The body is shared,
 * not copied; nobody changes it.
 */
public final class Envelope {
    private final Subject subject;
    private final UUID id;
    private final Map<String, String> headers;
    private final Supplier<byte[]> body;

    public Envelope(Subject subject, UUID id, Map<String, String> headers, byte[] body) {
        this(subject, id, headers, () -> body);
    }

    private Envelope(Subject subject, UUID id, Map<String, String> headers, Supplier<byte[]> body) {
        this.subject = subject;
        this.id = id;
        this.headers = Map.copyOf(headers);
        this.body = body;
    }

    /** A new message of this contract that nobody may care to read: its body is written when somebody does. */
    static <T> Envelope unwritten(Contract.Live<T> contract, OrgId org, String entity, T payload, Clock clock) {
        return new Envelope(
                contract.subject(org, entity),
                TimeOrderedId.next(clock),
                Map.of("ce-type", contract.stem(), "ce-time", clock.instant().toString()),
                new WrittenOnce(payload));
    }

    private static final class WrittenOnce implements Supplier<byte[]> {
        private final Object payload;
        private byte @Nullable [] written;

        WrittenOnce(Object payload) {
            this.payload = payload;
        }

        @Override
        public synchronized byte[] get() {
            byte[] bytes = written;
            if (bytes == null) {
                bytes = ContractJson.write(payload);
                written = bytes;
            }
            return bytes;
        }
    }

    /** A new message of this contract. */
    public static <T> Envelope of(Contract<T> contract, OrgId org, String entity, T payload, Clock clock) {
        return new Envelope(
                contract.subject(org, entity),
                TimeOrderedId.next(clock),
                Map.of("ce-type", contract.stem(), "ce-time", clock.instant().toString()),
                ContractJson.write(payload));
    }

    public Subject subject() {
        return subject;
    }

    /** The {@code ce-id}; the same message delivered again has the same one. */
    public UUID id() {
        return id;
    }

    public Map<String, String> headers() {
        return headers;
    }

    public byte[] body() {
        return body.get();
    }

    @Override
    public String toString() {
        return subject + " " + id;
    }
}
