package dev.builderos.contracts.runner;

import dev.builderos.contracts.Requester;
import dev.builderos.contracts.RunId;

/** What did this run change, from its base commit to its head? */
public record ReadDiff(Requester requester, RunId runId) {}
