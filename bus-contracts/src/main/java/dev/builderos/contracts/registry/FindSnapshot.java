package dev.builderos.contracts.registry;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.ProjectId;
import dev.builderos.contracts.Requester;

/** What is in this snapshot? */
public record FindSnapshot(Requester requester, ProjectId project, Digest digest) {}
