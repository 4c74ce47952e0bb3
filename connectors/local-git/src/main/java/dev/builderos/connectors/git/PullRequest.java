package dev.builderos.connectors.git;

import java.time.Instant;

/**
 * A pull request of the provider {@code local}: a commit on the remote's ref {@code refs/builderos/pulls/<number>} that holds
 * this record as {@code pull-request.json} and, once the run has ended, its receipt as {@code receipt.json}.
 *
 * @param base the branch it should go into
 * @param branch the branch it comes from
 * @param head the commit of that branch when it was opened
 * @param run the run that opened it
 * @param diffstat e.g. {@code 3 files, +10 -2}
 */
public record PullRequest(
        int number,
        String title,
        String body,
        String base,
        String branch,
        String head,
        String run,
        String diffstat,
        Instant createdAt) {}
