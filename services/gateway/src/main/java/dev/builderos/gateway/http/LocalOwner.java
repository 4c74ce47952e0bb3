package dev.builderos.gateway.http;

import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.Requester;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** On a laptop there is one caller: whoever can read the token file, which is the owner of the machine's account. */
@ApplicationScoped
class LocalOwner implements Caller {
    private static final Requester OWNER = new Requester(new OrgId("local"), Requester.LOCAL_OWNER, List.of("Owner"));

    @Override
    public Requester requester() {
        return OWNER;
    }
}
