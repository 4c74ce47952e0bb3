package dev.builderos.gateway.http;

import dev.builderos.contracts.Requester;
import dev.builderos.gateway.usecase.Identity;

/**
 * Who made the request that is being answered. To be asked when a resource is called and not in a later stage of its answer: the request
 * is not carried along from one to the next.
 */
interface Caller {
    Identity identity();

    default Requester requester() {
        return identity().requester();
    }
}
