package dev.builderos.registry.bus;

import dev.builderos.bus.Envelope;
import dev.builderos.bus.Handling;
import dev.builderos.contracts.team.TeamContracts;
import dev.builderos.registry.usecase.IdentifyCaller;
import dev.builderos.registry.usecase.ManageMembers;
import dev.builderos.registry.usecase.ManageTokens;
import io.smallrye.mutiny.Multi;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Outgoing;

/** One method per request about who belongs to an org. */
@ApplicationScoped
class TeamChannels {
    private static final String REPLIES = "bus-replies";
    private static final int CONCURRENCY = 16;

    private final Handling handling;
    private final IdentifyCaller identify;
    private final ManageMembers members;
    private final ManageTokens tokens;

    TeamChannels(Handling handling, IdentifyCaller identify, ManageMembers members, ManageTokens tokens) {
        this.handling = handling;
        this.identify = identify;
        this.members = members;
        this.tokens = tokens;
    }

    @Incoming("registry-identify")
    @Outgoing(REPLIES)
    Multi<Message<Envelope>> identify(Multi<Message<Envelope>> requests) {
        return handling.answer(requests, TeamContracts.IDENTIFY, CONCURRENCY, identify::account);
    }

    @Incoming("registry-identify-token")
    @Outgoing(REPLIES)
    Multi<Message<Envelope>> identifyToken(Multi<Message<Envelope>> requests) {
        return handling.answer(requests, TeamContracts.IDENTIFY_TOKEN, CONCURRENCY, identify::token);
    }

    @Incoming("registry-make-org")
    @Outgoing(REPLIES)
    Multi<Message<Envelope>> makeOrg(Multi<Message<Envelope>> requests) {
        return handling.answer(requests, TeamContracts.MAKE_ORG, CONCURRENCY, members::makeOrg);
    }

    @Incoming("registry-list-members")
    @Outgoing(REPLIES)
    Multi<Message<Envelope>> listMembers(Multi<Message<Envelope>> requests) {
        return handling.answer(requests, TeamContracts.LIST_MEMBERS, CONCURRENCY, members::list);
    }

    @Incoming("registry-put-member")
    @Outgoing(REPLIES)
    Multi<Message<Envelope>> putMember(Multi<Message<Envelope>> requests) {
        return handling.answer(requests, TeamContracts.PUT_MEMBER, CONCURRENCY, members::put);
    }

    @Incoming("registry-remove-member")
    @Outgoing(REPLIES)
    Multi<Message<Envelope>> removeMember(Multi<Message<Envelope>> requests) {
        return handling.answer(requests, TeamContracts.REMOVE_MEMBER, CONCURRENCY, members::remove);
    }

    @Incoming("registry-list-tokens")
    @Outgoing(REPLIES)
    Multi<Message<Envelope>> listTokens(Multi<Message<Envelope>> requests) {
        return handling.answer(requests, TeamContracts.LIST_TOKENS, CONCURRENCY, tokens::list);
    }

    @Incoming("registry-make-token")
    @Outgoing(REPLIES)
    Multi<Message<Envelope>> makeToken(Multi<Message<Envelope>> requests) {
        return handling.answer(requests, TeamContracts.MAKE_TOKEN, CONCURRENCY, tokens::make);
    }

    @Incoming("registry-revoke-token")
    @Outgoing(REPLIES)
    Multi<Message<Envelope>> revokeToken(Multi<Message<Envelope>> requests) {
        return handling.answer(requests, TeamContracts.REVOKE_TOKEN, CONCURRENCY, tokens::revoke);
    }
}
