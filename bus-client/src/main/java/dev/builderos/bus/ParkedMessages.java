package dev.builderos.bus;

import dev.builderos.contracts.parked.ListParked;
import dev.builderos.contracts.parked.ParkedList;
import dev.builderos.contracts.parked.ParkedMessage;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;

/** Tells what is in the table {@code parked} of a service's own schema. */
@ApplicationScoped
public class ParkedMessages {
    private static final int LARGEST_PAGE = 200;

    /** The org is the sixth word of a subject. What has no subject that says one is for everybody to see. */
    private static final String OF_ORG = ".parked where split_part(subject, '.', 6) in ($1, '')";

    private final Pool pool;

    ParkedMessages(Pool pool) {
        this.pool = pool;
    }

    /**
     * Those of the asker's org, and those whose subject tells no org.
     *
     * @param service names the schema; a constant of the code, never a text from outside
     */
    public Uni<ParkedList> of(String service, ListParked query) {
        return pool.preparedQuery(
                        "select consumer, subject, ce_id, parked_at, attempts, why, count(*) over () as total from "
                                + service + OF_ORG + " order by parked_at desc, ce_id limit $2")
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
                                row.getString("why")));
                    }
                    return new ParkedList(messages, total);
                });
    }
}
