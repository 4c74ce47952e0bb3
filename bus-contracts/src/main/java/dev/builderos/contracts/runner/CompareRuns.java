package dev.builderos.contracts.runner;

import dev.builderos.contracts.Requester;
import dev.builderos.contracts.RunId;

/** What do two runs have otherwise? */
public record CompareRuns(Requester requester, RunId runId, RunId other) {}
