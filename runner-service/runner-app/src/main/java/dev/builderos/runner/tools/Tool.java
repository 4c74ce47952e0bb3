package dev.builderos.runner.tools;

import dev.builderos.connectors.Consequence;
import dev.builderos.connectors.EffectOutcome;
import dev.builderos.connectors.Lookup;
import dev.builderos.connectors.ToolDescriptor;
import dev.builderos.contracts.effect.Effect;
import dev.builderos.contracts.effect.EffectCard;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One tool; see {@link dev.builderos.connectors.Connector} for the promises of each method. */
public interface Tool {
    ToolDescriptor descriptor();

    Effect prepare(String agent, @Nullable String environment, Map<String, Object> arguments, ToolContext context);

    /** As {@link #prepare}, with the world as it was found for a recorded effect. */
    default Effect prepareAgain(
            String agent,
            @Nullable String environment,
            Map<String, Object> arguments,
            ToolContext context,
            Effect recorded) {
        return prepare(agent, environment, arguments, context);
    }

    Consequence consequence(Effect effect);

    EffectCard describe(Effect effect, ToolContext context);

    EffectOutcome perform(Effect effect, ToolContext context);

    Lookup lookup(Effect effect, ToolContext context);

    /** Whether all it does, and all it finds, is in the workspace of the step: no other place, and no other time. */
    default boolean staysInWorkspace() {
        return false;
    }

    /** The same of one effect, where not all of the tool's are alike. */
    default boolean staysInWorkspace(Effect effect) {
        return staysInWorkspace();
    }

    default boolean stands(Effect done, Effect now) {
        return false;
    }
}
