package dev.builderos.gateway.http;

import dev.builderos.contracts.Requester;
import dev.builderos.gateway.usecase.Identity;

/** Who made the request that is being answered. */
interface Caller {
    Identity identity();

    default Requester requester() {
        return identity().requester();
    }
}
