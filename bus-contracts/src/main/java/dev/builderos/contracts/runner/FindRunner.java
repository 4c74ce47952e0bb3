package dev.builderos.contracts.runner;

import dev.builderos.contracts.Requester;

/** How is the runner doing: what does it carry out, what do commands run in, which model providers does it reach? */
public record FindRunner(Requester requester) {}
