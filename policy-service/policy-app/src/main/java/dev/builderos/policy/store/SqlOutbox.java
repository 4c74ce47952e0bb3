package dev.builderos.policy.store;

import dev.builderos.policy.usecase.Outbox;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;

@ApplicationScoped
class SqlOutbox implements Outbox {
    @Override
    public Uni<Void> put(Outgoing message) {
        return NativeInsert.run(
                        "insert into policy.outbox (ce_id, ce_type, subject, body) values (:id, :type, :subject, :body)",
                        Map.of(
                                "id", message.id(),
                                "type", message.type(),
                                "subject", message.subject(),
                                "body", message.body().bytes()))
                .replaceWithVoid();
    }
}
