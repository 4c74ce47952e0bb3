package dev.builderos.gateway.http;

import dev.builderos.contracts.Requester;

/** Who made the request that is being answered. */
interface Caller {
    Requester requester();
}
