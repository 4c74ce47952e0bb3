package dev.builderos.policy.store;

import dev.builderos.policy.usecase.Inbox;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.UUID;

@ApplicationScoped
class SqlInbox implements Inbox {
    /** The bus delivers a message again for days at most. */
    private static final String TAKE = """
            with old as (delete from policy.inbox where handled_at < now() - interval '30 days')
            insert into policy.inbox (consumer, ce_id) values (:consumer, :message) on conflict do nothing""";

    @Override
    public Uni<Boolean> take(String consumer, UUID message) {
        return NativeInsert.run(TAKE, Map.of("consumer", consumer, "message", message))
                .map(inserted -> inserted == 1);
    }
}
