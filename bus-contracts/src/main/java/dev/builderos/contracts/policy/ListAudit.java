package dev.builderos.contracts.policy;

import dev.builderos.contracts.ApprovalId;
import dev.builderos.contracts.Requester;
import dev.builderos.contracts.RunId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Who did what, and when? Entries of the audit log, newest first.
 *
 * @param run only those about this run, or all
 * @param approval only those about this request for approval, or all
 * @param by only what this person or service did, or all
 * @param kind only those of this kind, e.g. {@code approval}, or all
 * @param since not older
 * @param until older
 * @param before only entries below this number: the next page
 * @param limit 1 to 200
 */
public record ListAudit(
        Requester requester,
        @Nullable RunId run,
        @Nullable ApprovalId approval,
        @Nullable String by,
        @Nullable String kind,
        @Nullable Instant since,
        @Nullable Instant until,
        @Nullable Long before,
        int limit) {}
