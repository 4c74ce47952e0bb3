package dev.builderos.it;

import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.impl.Headers;
import io.nats.client.impl.NatsMessage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/** Tells every message of the outboxes three times more, in any order, as it was but for the number that NATS knows doubles by. */
final class Echoes implements AutoCloseable {
    private static final List<String> SERVICES = List.of("runner", "policy");
    private static final String REMEMBER = """
            create table SERVICE.echo (like SERVICE.outbox);
            create function SERVICE.remember() returns trigger language plpgsql security definer as $$
            begin
              insert into SERVICE.echo values (new.*);
              return new;
            end $$;
            create trigger remember after insert on SERVICE.outbox for each row execute function SERVICE.remember();
            """;
    private static final String FORGET = """
            drop trigger remember on SERVICE.outbox;
            drop function SERVICE.remember();
            drop table SERVICE.echo;
            """;

    private final Postgres postgres;
    private final Random random;
    private final Map<String, Connection> connections = new HashMap<>();

    private Echoes(Postgres postgres, Random random) {
        this.postgres = postgres;
        this.random = random;
    }

    /** Remembers from now on what is told. */
    static Echoes of(Postgres postgres, ClusterMembers members, Random random)
            throws IOException, InterruptedException {
        Echoes echoes = new Echoes(postgres, random);
        for (String service : SERVICES) {
            postgres.change(REMEMBER.replace("SERVICE", service));
            echoes.connections.put(service, members.nats(service));
        }
        return echoes;
    }

    /** Tells it all; gives how many messages that were. */
    int tellAll() throws IOException, JetStreamApiException {
        List<String> rows = new ArrayList<>();
        for (String service : SERVICES) {
            List<String> told =
                    postgres.ask("select '" + service + " ' || subject || ' ' || ce_id || ' ' || ce_type || ' '"
                            + " || translate(encode(body, 'base64'), E'\\n', '') from " + service + ".echo");
            for (int again = 0; again < 3; again++) {
                rows.addAll(told);
            }
        }
        Collections.shuffle(rows, random);
        for (String row : rows) {
            String[] words = row.split(" ", -1);
            connections
                    .get(words[0])
                    .jetStream()
                    .publish(NatsMessage.builder()
                            .subject(words[1])
                            .headers(new Headers()
                                    .put("ce-id", words[2])
                                    .put("ce-type", words[3])
                                    .put("Nats-Msg-Id", new UUID(random.nextLong(), random.nextLong()).toString()))
                            .data(Base64.getDecoder().decode(words[4]))
                            .build());
        }
        return rows.size();
    }

    @Override
    public void close() {
        for (String service : SERVICES) {
            postgres.change(FORGET.replace("SERVICE", service));
            ClusterMembers.close(connections.get(service));
        }
    }
}
