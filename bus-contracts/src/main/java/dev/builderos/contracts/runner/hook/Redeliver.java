package dev.builderos.contracts.runner.hook;

import dev.builderos.contracts.Requester;

/** Lets a kept delivery start again what it starts by the project's newest files. */
public record Redeliver(Requester requester, String hook, String delivery) {}
