package dev.builderos.runner.tools;

import dev.builderos.connectors.Connector;
import dev.builderos.connectors.Consequence;
import dev.builderos.connectors.EffectOutcome;
import dev.builderos.connectors.Lookup;
import dev.builderos.connectors.ToolDescriptor;
import dev.builderos.contracts.effect.Effect;
import dev.builderos.contracts.effect.EffectCard;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A connector's tool. */
record ConnectorTool(Connector connector, ToolDescriptor descriptor) implements Tool {
    @Override
    public Effect prepare(
            String agent, @Nullable String environment, Map<String, Object> arguments, ToolContext context) {
        return connector.prepare(descriptor.name(), agent, environment, arguments, context.effect());
    }

    @Override
    public Effect prepareAgain(
            String agent,
            @Nullable String environment,
            Map<String, Object> arguments,
            ToolContext context,
            Effect recorded) {
        return connector.prepareAgain(descriptor.name(), agent, environment, arguments, context.effect(), recorded);
    }

    @Override
    public Consequence consequence(Effect effect) {
        return connector.consequence(effect);
    }

    @Override
    public EffectCard describe(Effect effect, ToolContext context) {
        return connector.describe(effect, context.effect());
    }

    @Override
    public EffectOutcome perform(Effect effect, ToolContext context) {
        return connector.perform(effect, context.effect());
    }

    @Override
    public Lookup lookup(Effect effect, ToolContext context) {
        return connector.lookup(effect, context.effect());
    }

    @Override
    public boolean staysInWorkspace() {
        return connector.staysInWorkspace(descriptor.name());
    }

    @Override
    public boolean stands(Effect done, Effect now) {
        return connector.stands(done, now);
    }
}
