package dev.builderos.runner.tools;

import dev.builderos.connectors.ConnectorFailure;
import dev.builderos.connectors.Consequence;
import dev.builderos.connectors.EffectOutcome;
import dev.builderos.connectors.Lookup;
import dev.builderos.connectors.ToolDescriptor;
import dev.builderos.contracts.effect.Effect;
import dev.builderos.contracts.effect.EffectCard;
import dev.builderos.redaction.KnownSecrets;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A tool out of whose results secrets are taken before they are stored, shown, or told to a model. */
record RedactedTool(Tool tool, KnownSecrets redactor) implements Tool {
    @Override
    public ToolDescriptor descriptor() {
        return tool.descriptor();
    }

    @Override
    public Effect prepare(
            String agent, @Nullable String environment, Map<String, Object> arguments, ToolContext context) {
        return redacting(() -> tool.prepare(agent, environment, arguments, context));
    }

    @Override
    public Effect prepareAgain(
            String agent,
            @Nullable String environment,
            Map<String, Object> arguments,
            ToolContext context,
            Effect recorded) {
        return redacting(() -> tool.prepareAgain(agent, environment, arguments, context, recorded));
    }

    @Override
    public Consequence consequence(Effect effect) {
        return tool.consequence(effect);
    }

    @Override
    public EffectCard describe(Effect effect, ToolContext context) {
        return redacting(() -> tool.describe(effect, context));
    }

    @Override
    public EffectOutcome perform(Effect effect, ToolContext context) {
        return switch (redacting(() -> tool.perform(effect, context))) {
            case EffectOutcome.Done done -> redacted(done);
            case EffectOutcome.Failed failed ->
                new EffectOutcome.Failed(failed.failureClass(), redactor.redact(failed.message()));
        };
    }

    @Override
    public Lookup lookup(Effect effect, ToolContext context) {
        return switch (redacting(() -> tool.lookup(effect, context))) {
            case Lookup.Happened happened -> new Lookup.Happened(redacted(happened.done()));
            case Lookup.DidNotHappen not -> not;
            case Lookup.CannotTell unclear -> new Lookup.CannotTell(redactor.redact(unclear.why()));
        };
    }

    @Override
    public boolean staysInWorkspace() {
        return tool.staysInWorkspace();
    }

    @Override
    public boolean staysInWorkspace(Effect effect) {
        return tool.staysInWorkspace(effect);
    }

    @Override
    public boolean stands(Effect done, Effect now) {
        return tool.stands(done, now);
    }

    /** What git or a service complains of may quote the address it was given, with its password. */
    private <T> T redacting(Supplier<T> work) {
        try {
            return work.get();
        } catch (ConnectorFailure failure) {
            throw new ConnectorFailure(failure.failureClass(), redactor.redact(String.valueOf(failure.getMessage())));
        }
    }

    private EffectOutcome.Done redacted(EffectOutcome.Done done) {
        return new EffectOutcome.Done(
                redactor.redact(done.summary()),
                done.outputs().entrySet().stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, output -> redactor.redact(output.getValue()))),
                redactor.redact(done.result()));
    }
}
