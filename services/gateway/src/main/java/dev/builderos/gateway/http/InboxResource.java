package dev.builderos.gateway.http;

import dev.builderos.gateway.api.ApprovalView;
import dev.builderos.gateway.usecase.FollowInbox;
import io.smallrye.common.annotation.NonBlocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** Requests for approval, live. Every connection begins with what is pending, so there is nothing to resume. */
@Path("/v1/inbox")
@Produces(MediaType.SERVER_SENT_EVENTS)
@NonBlocking
public class InboxResource {
    private final FollowInbox inbox;
    private final Caller caller;

    InboxResource(FollowInbox inbox, Caller caller) {
        this.inbox = inbox;
        this.caller = caller;
    }

    @GET
    public LiveEvents followInbox() {
        var events = ServerSentEvents.<ApprovalView>each("approval", ApprovalView::id);
        return events.of(inbox.of(caller.requester()));
    }
}
