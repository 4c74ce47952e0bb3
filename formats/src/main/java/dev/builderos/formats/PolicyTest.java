package dev.builderos.formats;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A promise of a policy about itself.
 *
 * @param effect what is tried; {@code tool} names it, the rest are its attributes (String, Long, Double, Boolean, List, Map)
 * @param env the environment it happens in
 */
public record PolicyTest(
        String agent, Map<String, Object> effect, @Nullable String env, Expectation expect, Position at) {

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
