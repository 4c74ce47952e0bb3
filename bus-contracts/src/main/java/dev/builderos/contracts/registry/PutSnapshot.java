package dev.builderos.contracts.registry;

import dev.builderos.contracts.ProjectId;
import dev.builderos.contracts.Requester;
import dev.builderos.contracts.SourceFile;
import java.util.List;

/**
 * Keeps the files a project's runs are made of: project, policy, pipelines, prompts, agents, transcripts. Refused with all
 * problems when one of them is invalid, or when a prompt version changed its content.
 *
 * @param files at most 500 files, 8 MiB in all
 */
public record PutSnapshot(Requester requester, ProjectId project, List<SourceFile> files) {
    public PutSnapshot {
        files = List.copyOf(files);
    }
}
