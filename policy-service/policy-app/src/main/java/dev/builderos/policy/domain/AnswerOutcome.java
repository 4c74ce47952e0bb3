package dev.builderos.policy.domain;

import dev.builderos.contracts.ContractError;

/** What an answer does to a request for approval. */
public sealed interface AnswerOutcome {
    /** It counts. */
    record Taken(Approval next) implements AnswerOutcome {}

    /** It does not count, and nothing changes. */
    record Refused(ContractError error) implements AnswerOutcome {}

    /** It comes too late: the request closes now, unanswered. */
    record Lapsed(Approval expired, ContractError error) implements AnswerOutcome {}
}
