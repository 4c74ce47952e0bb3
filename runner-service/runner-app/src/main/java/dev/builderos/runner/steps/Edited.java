package dev.builderos.runner.steps;

import dev.builderos.contracts.CanonicalJson;
import dev.builderos.runner.engine.CallStatus;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A call as it is to be made: as the step asked for it, or as a person edited it instead of approving. An edit is a call of its
 * own, with an effect and a digest of its own, and is judged and asked about like any other.
 *
 * @param callId of the call as the step made it, with {@code -e1}, {@code -e2} … for each edit
 * @param edits how often people edited it
 */
record Edited(String callId, Map<String, Object> arguments, int edits) {
    /** What is larger is not shown to be edited. */
    private static final int LARGEST = 64 * 1024;

    /** The newest form of a call of a run. */
    static Edited latest(StepContext step, String callId, Map<String, Object> arguments) {
        return latest(callId, arguments, id -> {
            CallStatus call = step.call(id);
            return call == null ? null : call.edited();
        });
    }

    /** @param edit the arguments that a person gave in place of those of a call; null when nobody did */
    static Edited latest(
            String callId, Map<String, Object> arguments, Function<String, @Nullable Map<String, Object>> edit) {
        Edited made = new Edited(callId, arguments, 0);
        for (Map<String, Object> next = edit.apply(callId); next != null; next = edit.apply(made.callId())) {
            made = new Edited(callId + "-e" + (made.edits() + 1), next, made.edits() + 1);
        }
        return made;
    }

    /** What a person may edit; null when it is too large to be shown. */
    @Nullable
    Map<String, Object> editable() {
        return CanonicalJson.bytes(arguments).length <= LARGEST ? arguments : null;
    }

    /** What the step hears: that it is not what it asked for, where it is not. */
    EffectGate.Passage told(EffectGate.Passage passage) {
        if (edits == 0 || !(passage instanceof EffectGate.Passage.Done done)) {
            return passage;
        }
        String instead = new String(CanonicalJson.bytes(arguments), StandardCharsets.UTF_8);
        return new EffectGate.Passage.Done(
                done.summary(),
                done.outputs(),
                "A person changed the call before it was approved. Done instead, with " + instead + ":\n"
                        + done.result());
    }
}
