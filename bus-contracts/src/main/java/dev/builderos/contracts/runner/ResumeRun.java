package dev.builderos.contracts.runner;

import dev.builderos.contracts.Requester;
import dev.builderos.contracts.RunId;

/** Lets a paused run go on. One that goes on already stays as it is; one that is over is a conflict. */
public record ResumeRun(Requester requester, RunId runId) {}
