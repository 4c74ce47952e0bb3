package dev.builderos.bus;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/** Parks messages in the table {@code parked} of the consumer's own schema; a consumer is named after its service first. */
public final class SqlParkingLot implements ParkingLot {
    private static final Logger LOG = Logger.getLogger(SqlParkingLot.class);
    private static final Pattern SERVICE = Pattern.compile("[a-z]+");

    private static final int REASON_CHARACTERS = 300;

    private final Pool pool;

    public SqlParkingLot(Pool pool) {
        this.pool = pool;
    }

    @Override
    public Uni<Void> park(String consumer, Envelope message, int attempts, Throwable why) {
        String service = consumer.split("-", 2)[0];
        if (!SERVICE.matcher(service).matches()) {
            throw new IllegalArgumentException("a consumer is named after its service: " + consumer);
        }
        LOG.warnf("message parked consumer=%s subject=%s id=%s", consumer, message.subject(), message.id());
        return pool.preparedQuery("insert into " + service + ".parked (consumer, ce_id, subject, body, attempts, why)"
                        + " values ($1, $2, $3, $4, $5, $6) on conflict (consumer, ce_id) do nothing")
                .execute(Tuple.tuple()
                        .addString(consumer)
                        .addUUID(message.id())
                        .addString(message.subject().value())
                        .addBuffer(Buffer.buffer(message.body()))
                        .addInteger(attempts)
                        .addString(reason(why)))
                .replaceWithVoid();
    }

    /** For people: what kind of failure, and what it says of itself. */
    static String reason(Throwable why) {
        String text = why.getClass().getSimpleName() + (why.getMessage() == null ? "" : ": " + why.getMessage());
        return text.substring(0, Math.min(REASON_CHARACTERS, text.length()));
    }
}
