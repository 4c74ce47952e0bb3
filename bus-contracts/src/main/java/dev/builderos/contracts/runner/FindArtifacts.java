package dev.builderos.contracts.runner;

import dev.builderos.contracts.Requester;
import dev.builderos.contracts.RunId;

/** Which artifacts did this run leave? */
public record FindArtifacts(Requester requester, RunId runId) {}
