package dev.builderos.policy.domain;

import dev.builderos.contracts.CanonicalJson;
import dev.builderos.contracts.Digest;
import dev.builderos.contracts.effect.EffectOrigin;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the audit log says of a change of an approval: who approved what, by which method, which diff they were shown, and which prompts
 * it came from. All of it in the one entry, so that no later change of another table changes the answer.
 */
public final class ApprovalEntry {
    private ApprovalEntry() {}

    /**
     * The entry of a change.
     *
     * @param who a person, or the service itself
     * @param why free text, empty where there is none
     */
    public static Map<String, Object> of(Approval approval, String who, String why) {
        Approval.Question question = approval.question();
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("approval", question.id());
        entry.put("project", question.project());
        entry.put("run", question.run());
        entry.put("step", question.step());
        entry.put("tool", question.effect().tool());
        entry.put("agent", question.effect().agent());
        put(entry, "environment", question.effect().environment());
        entry.put("title", question.card().title());
        entry.put("effect", question.effectDigest());
        entry.put("card", CanonicalJson.digest(question.card()));
        String diff = question.card().diff();
        put(entry, "diff", diff == null ? null : Digest.of(diff));
        entry.put("policy", question.policyDigest());
        EffectOrigin origin = question.origin();
        if (origin != null) {
            entry.put("prompts", origin.prompts());
            entry.put("models", origin.models());
        }
        entry.put("requester", question.requestedBy());
        entry.put("state", approval.state());
        entry.put("answers", approval.answers().size());
        entry.put("by", who);
        entry.put("why", why);
        answer(approval, who).ifPresent(given -> {
            entry.put("answer", given.kind());
            put(entry, "edited", given.edited() == null ? null : CanonicalJson.digest(given.edited()));
            entry.put("method", given.method());
        });
        return entry;
    }

    /** The answer this change is, if it is one: expiry and withdrawal leave earlier answers as they are. */
    private static Optional<GivenAnswer> answer(Approval approval, String who) {
        return switch (approval.state()) {
            case EXPIRED, WITHDRAWN -> Optional.empty();
            case PENDING, GRANTED, DENIED, EDITED ->
                approval.answers().isEmpty()
                        ? Optional.empty()
                        : Optional.of(approval.answers().getLast()).filter(given -> Objects.equals(given.by(), who));
        };
    }

    private static void put(Map<String, Object> entry, String name, @Nullable Object value) {
        if (value != null) {
            entry.put(name, value);
        }
    }
}
