package dev.builderos.policy.domain;

import dev.builderos.contracts.ApprovalId;
import dev.builderos.contracts.CanonicalJson;
import dev.builderos.contracts.ContractError;
import dev.builderos.contracts.Digest;
import dev.builderos.contracts.ErrorCategory;
import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.ProjectId;
import dev.builderos.contracts.Requester;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.StepId;
import dev.builderos.contracts.effect.ApprovalRequirement;
import dev.builderos.contracts.effect.Effect;
import dev.builderos.contracts.effect.EffectCard;
import dev.builderos.contracts.effect.EffectOrigin;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A request for approval of exactly one effect, with the answers so far. Only a pending one changes, and it changes once more
 * at most after its last answer.
 */
public record Approval(
        Question question, State state, Instant requestedAt, Instant expiresAt, List<GivenAnswer> answers) {
    private static final String REQUESTER = "requester";

    public Approval {
        answers = List.copyOf(answers);
    }

    /** All but {@code PENDING} are final. */
    public enum State {
        PENDING,
        GRANTED,
        DENIED,
        EDITED,
        EXPIRED,
        WITHDRAWN
    }

    /** What is asked; it never changes. */
    public record Question(
            ApprovalId id,
            OrgId org,
            ProjectId project,
            RunId run,
            StepId step,
            Effect effect,
            Digest effectDigest,
            Digest policyDigest,
            ApprovalRequirement requirement,
            EffectCard card,
            String requestedBy,
            @Nullable EffectOrigin origin,
            @Nullable Map<String, Object> asked) {}

    /**
     * What a person says, and what they saw when they said it.
     *
     * @param edited the arguments to use instead, which is neither a yes nor a no to what is asked
     */
    public record Attempt(
            Requester by,
            Digest shown,
            boolean approves,
            String method,
            @Nullable String reason,
            @Nullable Map<String, Object> edited) {
        public Attempt {
            if (approves && edited != null) {
                throw new IllegalArgumentException("an edit approves nothing");
            }
        }
    }

    public static Approval opened(Question question, Instant now) {
        return new Approval(
                question, State.PENDING, now, now.plus(question.requirement().expires()), List.of());
    }

    public boolean isPending() {
        return state == State.PENDING;
    }

    public AnswerOutcome answer(Attempt attempt, Instant now) {
        if (!isPending()) {
            return new AnswerOutcome.Refused(closed());
        }
        if (!now.isBefore(expiresAt)) {
            Approval expired = expired();
            return new AnswerOutcome.Lapsed(expired, expired.closed());
        }
        Optional<ContractError> objection = objection(attempt);
        if (objection.isPresent()) {
            return new AnswerOutcome.Refused(objection.get());
        }
        List<GivenAnswer> all = new ArrayList<>(answers);
        all.add(new GivenAnswer(
                attempt.by().id(), attempt.approves(), attempt.method(), attempt.reason(), now, attempt.edited()));
        State next = attempt.approves()
                ? (all.size() >= question.requirement().approvals() ? State.GRANTED : State.PENDING)
                : attempt.edited() == null ? State.DENIED : State.EDITED;
        return new AnswerOutcome.Taken(new Approval(question, next, requestedAt, expiresAt, all));
    }

    private Optional<ContractError> objection(Attempt attempt) {
        ApprovalRequirement requirement = question.requirement();
        Requester by = attempt.by();
        if (!attempt.shown().equals(question.effectDigest())) {
            return error(
                    "approval.digest-mismatch",
                    ErrorCategory.CONFLICT,
                    "the answer is about another effect than the one that is asked about; look again");
        }
        if (by.roles().stream().noneMatch(requirement.from()::contains)
                || by.roles().stream().anyMatch(requirement.not()::contains)) {
            return error(
                    "approval.role",
                    ErrorCategory.DENIED,
                    "this needs one of the roles " + String.join(", ", requirement.from()));
        }
        if (by.id().equals(question.requestedBy()) && !mayAnswerTheirOwn(requirement, by)) {
            return error("approval.requester", ErrorCategory.DENIED, "whoever asked for the run may not answer this");
        }
        if (answers.stream().anyMatch(given -> given.by().equals(by.id()))) {
            return error("approval.answered", ErrorCategory.CONFLICT, by.id() + " has answered already");
        }
        if (attempt.edited() != null) {
            return objectionToEdit(attempt.edited());
        }
        if (!attempt.approves() && (attempt.reason() == null || attempt.reason().isBlank())) {
            return error(
                    "approval.reason", ErrorCategory.INVALID, "a denial needs a reason; the agent gets it to read");
        }
        return Optional.empty();
    }

    /** Nobody but the one who is alone, and has nobody else to ask; a rule may refuse even that. */
    private static boolean mayAnswerTheirOwn(ApprovalRequirement requirement, Requester by) {
        return by.id().equals(Requester.LOCAL_OWNER) && !requirement.not().contains(REQUESTER);
    }

    private Optional<ContractError> objectionToEdit(Map<String, Object> edited) {
        if (question.asked() == null) {
            return error(
                    "approval.not-editable",
                    ErrorCategory.INVALID,
                    "this cannot be edited; deny it and say what to do instead");
        }
        return CanonicalJson.digest(edited).equals(CanonicalJson.digest(question.asked()))
                ? error("approval.unchanged", ErrorCategory.INVALID, "the edit changes nothing; approve it as it is")
                : Optional.empty();
    }

    private static Optional<ContractError> error(String code, ErrorCategory category, String message) {
        return Optional.of(ContractError.of(code, category, message));
    }

    private ContractError closed() {
        String who = answers.isEmpty()
                ? ""
                : answers.stream().map(GivenAnswer::by).collect(Collectors.joining(", ", "; answered by ", ""));
        return ContractError.of(
                "approval.closed",
                ErrorCategory.CONFLICT,
                "the request is " + state.name().toLowerCase(Locale.ROOT) + who);
    }

    public Approval expired() {
        return new Approval(question, State.EXPIRED, requestedAt, expiresAt, answers);
    }

    public Approval withdrawn() {
        return new Approval(question, State.WITHDRAWN, requestedAt, expiresAt, answers);
    }
}
