package dev.builderos.contracts.runner;

import dev.builderos.contracts.Requester;
import dev.builderos.contracts.RunId;

/** Where does this run stand? */
public record FindRun(Requester requester, RunId runId) {}
