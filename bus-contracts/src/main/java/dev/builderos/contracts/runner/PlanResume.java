package dev.builderos.contracts.runner;

import dev.builderos.contracts.Requester;
import dev.builderos.contracts.RunId;

/** Asks what would happen if a run that is over were taken up again. Changes nothing. */
public record PlanResume(Requester requester, RunId runId, ResumeChanges changes) {}
