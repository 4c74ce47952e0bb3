package dev.builderos.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ImmutabilityTest {

    @ParameterizedTest
    @EnumSource(Kind.class)
    void noCollectionWithinADefinitionCanBeChanged(Kind kind) throws ReflectiveOperationException {
        // Given
        Parsed<?> parsed = Files.parse(kind, Files.example(kind));

        // When
        int collections = checked(((Parsed.Ok<?>) parsed).value());

        // Then
        assertThat(collections).isPositive();
    }

    @Test
    void definitionsKeepNoCollectionOfTheirCaller() {
        // Given
        List<RuleDefinition> rules = new ArrayList<>();
        PolicyDefinition policy = new PolicyDefinition(
                new HashMap<>(),
                null,
                new HashMap<>(),
                new HashMap<>(),
                rules,
                new ArrayList<>(),
                new SourceText("a", ""));
        List<Node> lane = new ArrayList<>();
        Map<String, List<Node>> lanes = new HashMap<>(Map.of("l", lane));
        LanesDefinition definition =
                new LanesDefinition("a", List.of(), lanes, null, new Join.All(), true, Position.START);

        // When
        rules.add(new RuleDefinition("a", "*", null, new Verdict.AllowRule(), Position.START));
        lane.add(definition);
        lanes.clear();

        // Then
        assertThat(policy.rules()).isEmpty();
        assertThat(definition.lanes()).isEqualTo(Map.of("l", List.of()));
    }

    /** Tries to change every collection, and counts them. */
    private static int checked(Object value) throws ReflectiveOperationException {
        int count = 0;
        switch (value) {
            case null -> count = 0;
            case Map<?, ?> map -> {
                assertThatThrownBy(map::clear).isInstanceOf(UnsupportedOperationException.class);
                count = 1;
                for (Object each : map.values()) {
                    count += checked(each);
                }
            }
            case Collection<?> collection -> {
                assertThatThrownBy(() -> collection.add(null)).isInstanceOf(UnsupportedOperationException.class);
                count = 1;
                for (Object each : collection) {
                    count += checked(each);
                }
            }
            case Record part -> {
                for (RecordComponent component : part.getClass().getRecordComponents()) {
                    count += checked(read(component, part));
                }
            }
            default -> count = 0;
        }
        return count;
    }

    private static Object read(RecordComponent component, Record part)
            throws IllegalAccessException, InvocationTargetException {
        return component.getAccessor().invoke(part);
    }
}
