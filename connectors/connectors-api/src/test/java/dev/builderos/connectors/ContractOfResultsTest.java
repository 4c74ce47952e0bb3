package dev.builderos.connectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.builderos.contracts.effect.Effect;
import dev.builderos.contracts.effect.EffectCard;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ContractOfResultsTest {

    @Test
    void refusesAFailureClassThatPipelinesCannotName() {
        assertThatThrownBy(() -> new EffectOutcome.Failed("oops", "message"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(new EffectOutcome.Failed(FailureClass.RATE_LIMIT, "message").failureClass())
                .isEqualTo("rate_limit");
    }

    @Test
    void protectsAnEnvironmentNamedProdWhateverItsSettingsSay() {
        var settings = new EnvironmentSettings("prod", "local", "true", null, "/", EnvironmentSettings.Protection.OPEN);

        assertThat(settings.protection()).isEqualTo(EnvironmentSettings.Protection.PROTECTED);
    }

    @Test
    void refusesTwoConnectorsWithTheSameTool() {
        assertThatThrownBy(() -> new Connectors(List.of(new Reader("one"), new Reader("two"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("one")
                .hasMessageContaining("two");
        assertThat(new Connectors(List.of(new Reader("one"))).forTool("world.read"))
                .isPresent();
        assertThat(new Connectors(List.of(new Reader("one"))).forTool("world.write"))
                .isEmpty();
    }

    private record Reader(String name) implements Connector {
        @Override
        public List<ToolDescriptor> tools() {
            return List.of(new ToolDescriptor("world.read", "Reads.", Consequence.READ, Map.of()));
        }

        @Override
        public Effect prepare(
                String tool,
                String agent,
                @Nullable String environment,
                Map<String, Object> arguments,
                EffectContext context) {
            return new Effect(tool, agent, environment, arguments);
        }

        @Override
        public Effect prepareAgain(
                String tool,
                String agent,
                @org.jspecify.annotations.Nullable String environment,
                Map<String, Object> arguments,
                EffectContext context,
                Effect recorded) {
            return prepare(tool, agent, environment, arguments, context);
        }

        @Override
        public Consequence consequence(Effect effect) {
            return Consequence.READ;
        }

        @Override
        public EffectCard describe(Effect effect, EffectContext context) {
            throw new ConnectorFailure(FailureClass.INFRASTRUCTURE, "nothing to show");
        }

        @Override
        public EffectOutcome perform(Effect effect, EffectContext context) {
            return new EffectOutcome.Done("read", Map.of(), "");
        }

        @Override
        public Lookup lookup(Effect effect, EffectContext context) {
            return new Lookup.DidNotHappen();
        }
    }
}
