package dev.builderos.bus;

import dev.builderos.contracts.parked.ListParked;
import dev.builderos.contracts.parked.ParkedList;
import dev.builderos.contracts.parked.ParkedMessage;
import dev.builderos.contracts.parked.ParkedRetried;
import dev.builderos.contracts.parked.RetryParked;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;

/** Tells what is in the table {@code parked} of a service's own schema, and has it tried again. */
@ApplicationScoped
public class ParkedMessages {
    private static final int LARGEST_PAGE = 200;

    /** The org is the sixth word of a subject. */
    static final String ORG = "split_part(subject, '.', 6)";

    /** Who may not see what a message is about is told the kind of the failure alone. */
    private static final String REASON =
            "case when " + ORG + " = $1 then why else split_part(why, ':', 1) end as reason";

    private final Pool pool;
    private final ParkedRetries retries;

    ParkedMessages(Pool pool, ParkedRetries retries) {
        this.pool = pool;
        this.retries = retries;
    }

    /** See {@link ParkedRetries#retry}. */
    public Uni<ParkedRetried> retry(String service, RetryParked command) {
        return retries.retry(service, command);
    }

    /**
     * Those of the asker's org, and those whose subject tells no org, which may be anybody's.
     *
     * @param service names the schema; a constant of the code, never a text from outside
     */
    public Uni<ParkedList> of(String service, ListParked query) {
        return pool.preparedQuery("select consumer, subject, ce_id, parked_at, attempts, " + REASON
                        + ", count(*) over () as total from " + service + ".parked where " + ORG
                        + " in ($1, '') order by parked_at desc, ce_id limit $2")
                .execute(Tuple.of(query.requester().org().value(), Math.clamp(query.limit(), 1, LARGEST_PAGE)))
                .map(rows -> {
                    List<ParkedMessage> messages = new ArrayList<>();
                    long total = 0;
                    for (Row row : rows) {
                        total = row.getLong("total");
                        messages.add(new ParkedMessage(
                                service,
                                row.getString("consumer"),
                                row.getString("subject"),
                                row.getUUID("ce_id").toString(),
                                row.getOffsetDateTime("parked_at").toInstant(),
                                row.getInteger("attempts"),
                                row.getString("reason")));
                    }
                    return new ParkedList(messages, total);
                });
    }
}
