package dev.builderos.contracts.runner;

import dev.builderos.contracts.Requester;
import dev.builderos.contracts.RunId;

/** What is the receipt of this run? */
public record FindReceipt(Requester requester, RunId runId) {}
