package dev.builderos.contracts.runner.hook;

import dev.builderos.contracts.Requester;

/** Takes an endpoint away; what it received stays listed for as long as deliveries are kept. */
public record RemoveHook(Requester requester, String hook) {}
