package dev.builderos.formats;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A promise of a policy about itself.
 *
 * @param effect what is tried; {@code tool} names it, the rest are its attributes (String, Long, Double, Boolean, List, Map)
 * @param env the environment it happens in
 * @param step the step it happens in
 * @param tainted whether the run has read what nobody vouches for
 */
public record PolicyTest(
        String agent,
        Map<String, Object> effect,
        @Nullable String env,
        @Nullable String step,
        boolean tainted,
        Expectation expect,
        Position at) {

    public PolicyTest {
        effect = Ordered.copy(effect);
    }

    /** What the policy must say. */
    public enum Expectation {
        ALLOW,
        ASK,
        DENY
    }
}
