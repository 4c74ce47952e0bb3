package dev.builderos.gateway.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A decision with what each part of the policy says of the effect, in the order in which they are asked. */
public record Explanation(Decision decision, List<Part> parts) {
    public Explanation {
        parts = List.copyOf(parts);
    }

    /**
     * What one part says.
     *
     * @param file the file it stands in, or {@code built in}
     * @param line 1, 2, 3 …; 0 where it stands in no file
     * @param part {@code agents.builder}, {@code environments.prod}, or the id of a rule
     * @param verdict null where it has nothing to say
     */
    public record Part(
            String file,
            int line,
            String part,
            @Nullable Verdict verdict,
            @Nullable String sentence) {}
}
