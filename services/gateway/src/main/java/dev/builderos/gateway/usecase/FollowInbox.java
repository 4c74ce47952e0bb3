package dev.builderos.gateway.usecase;

import dev.builderos.contracts.Requester;
import dev.builderos.gateway.api.ApprovalList;
import dev.builderos.gateway.api.ApprovalState;
import dev.builderos.gateway.api.ApprovalView;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Requests for approval: the pending ones, then each one whenever it changes. Never ends by itself. */
@ApplicationScoped
public class FollowInbox {
    private static final int PENDING_AT_MOST = 200;

    private final Approvals approvals;
    private final LiveNews live;
    private final StreamSlots slots;
    private final SharedAsking<Requester, ApprovalList> pending;

    FollowInbox(Approvals approvals, LiveNews live, StreamSlots slots) {
        this.approvals = approvals;
        this.live = live;
        this.slots = slots;
        this.pending = new SharedAsking<>(
                requester -> approvals.list(requester, ApprovalState.PENDING, null, PENDING_AT_MOST));
    }

    public Multi<Sent<ApprovalView>> of(Requester requester) {
        return slots.bounded(() -> {
            Stream stream = new Stream(requester);
            var subscription = live.approvals(requester, stream::news).and(live.missed(stream.pulse::wake));
            return Multi.createBy()
                    .repeating()
                    .uni(stream::next)
                    .indefinitely()
                    .onTermination()
                    .invoke(subscription::end);
        });
    }

    /** One client's stream. */
    private final class Stream {
        private final Requester requester;
        private final Inbox inbox = new Inbox();
        private final Pulse pulse = new Pulse();
        private final StreamTiming timing = new StreamTiming();

        Stream(Requester requester) {
            this.requester = requester;
        }

        void news(ApprovalView approval) {
            inbox.news(approval);
            pulse.wake();
        }

        Uni<Sent<ApprovalView>> next() {
            return switch (inbox.next()) {
                case Inbox.Give(ApprovalView approval) -> send(new Sent.Items<>("", List.of(approval)));
                case Inbox.List list ->
                    pending.of(requester)
                            .invoke(found -> inbox.pending(found.approvals()))
                            .chain(this::next);
                case Inbox.Find(String id) ->
                    approvals.find(requester, id).invoke(inbox::news).chain(this::next);
                case Inbox.Wait wait -> idle();
            };
        }

        private Uni<Sent<ApprovalView>> idle() {
            if (timing.isHeartbeatDue()) {
                return send(new Sent.Heartbeat<>());
            }
            return pulse.await(timing.idle())
                    .invoke(woken -> {
                        if (timing.isTimeToLook(woken)) {
                            inbox.lookAgain();
                        }
                    })
                    .chain(this::next);
        }

        private Uni<Sent<ApprovalView>> send(Sent<ApprovalView> sent) {
            timing.sent();
            return Uni.createFrom().item(sent);
        }
    }
}
