package dev.builderos.redaction;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Takes secrets out of the texts in values: in records, lists, maps (keys too) and JSON trees, each text by itself. What is no text
 * stays: numbers, enums, times, and records that stand for one text, as ids and digests do. Immutable; for any number of threads.
 */
@SuppressWarnings("ReferenceEquality") // the very value that went in is how the parts say that nothing was found
public final class StructuredRedaction {
    private static final ClassValue<Shape> SHAPES = new ClassValue<>() {
        @Override
        protected Shape computeValue(Class<?> type) {
            return Shape.of(type);
        }
    };

    private final KnownSecrets secrets;
    private final Set<String> kept;

    /** @param kept components of records that stay as they are: names that programs made, by which they find things again */
    public StructuredRedaction(KnownSecrets secrets, Set<String> kept) {
        this.secrets = secrets;
        this.kept = Set.copyOf(kept);
    }

    /**
     * The value without what is known now; the value itself when there is nothing in it.
     *
     * @throws NotRedactable when there is something in it that cannot be taken out
     */
    @SuppressWarnings("unchecked") // what comes out is of the class that went in
    public <T> T of(T value) {
        return (T) Objects.requireNonNull(each(value, secrets.redactor()::redact));
    }

    /** The name of the first thing in the value that would be taken out. */
    public Optional<String> find(Object value) {
        Redactor redactor = secrets.redactor();
        List<String> found = new ArrayList<>();
        each(value, text -> {
            redactor.find(text).ifPresent(found::add);
            return text;
        });
        return found.stream().findFirst();
    }

    private @Nullable Object each(@Nullable Object value, UnaryOperator<String> change) {
        return switch (value) {
            case null -> null;
            case String text -> change.apply(text);
            case Map<?, ?> map -> map(map, change);
            case List<?> list -> list(list, change);
            case JsonNode node -> tree(node, change);
            case Record fields -> fields(fields, change);
            default -> value;
        };
    }

    private Object list(List<?> list, UnaryOperator<String> change) {
        List<@Nullable Object> other = null;
        for (int i = 0; i < list.size(); i++) {
            Object before = list.get(i);
            Object after = each(before, change);
            if (after != before) {
                other = other == null ? new ArrayList<>(list) : other;
                other.set(i, after);
            }
        }
        return other == null ? list : Collections.unmodifiableList(other);
    }

    private Object map(Map<?, ?> map, UnaryOperator<String> change) {
        Map<@Nullable Object, @Nullable Object> other = new LinkedHashMap<>();
        boolean changed = false;
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            Object key = each(entry.getKey(), change);
            Object after = each(entry.getValue(), change);
            changed |= key != entry.getKey() || after != entry.getValue();
            other.put(key, after);
        }
        return changed ? Collections.unmodifiableMap(other) : map;
    }

    private JsonNode tree(JsonNode node, UnaryOperator<String> change) {
        if (node instanceof TextNode text) {
            String after = change.apply(text.textValue());
            return after.equals(text.textValue()) ? node : TextNode.valueOf(after);
        }
        if (node instanceof ArrayNode array) {
            ArrayNode other = JsonNodeFactory.instance.arrayNode(array.size());
            array.forEach(each -> other.add(tree(each, change)));
            return other.equals(array) ? node : other;
        }
        if (node instanceof ObjectNode object) {
            ObjectNode other = JsonNodeFactory.instance.objectNode();
            object.properties()
                    .forEach(field -> other.set(change.apply(field.getKey()), tree(field.getValue(), change)));
            return other.equals(object) ? node : other;
        }
        return node;
    }

    private Object fields(Record value, UnaryOperator<String> change) {
        Shape shape = SHAPES.get(value.getClass());
        @Nullable Object[] other = null;
        for (int i = 0; i < shape.components().size(); i++) {
            if (kept.contains(shape.components().get(i).getName())) {
                continue;
            }
            Object before = shape.read(i, value);
            Object after = each(before, change);
            if (after != before) {
                other = other == null ? shape.read(value) : other;
                other[i] = after;
            }
        }
        return other == null ? value : shape.make(other);
    }

    /** How records of a class are taken apart and put together; one that stands for one text has no components here. */
    private record Shape(List<RecordComponent> components, Constructor<?> constructor) {
        static Shape of(Class<?> type) {
            try {
                RecordComponent[] all = type.getRecordComponents();
                Constructor<?> constructor = type.getDeclaredConstructor(
                        Arrays.stream(all).map(RecordComponent::getType).toArray(Class<?>[]::new));
                constructor.setAccessible(true);
                for (RecordComponent component : all) {
                    component.getAccessor().setAccessible(true);
                }
                boolean oneText =
                        Arrays.stream(all).anyMatch(each -> each.getAccessor().isAnnotationPresent(JsonValue.class));
                return new Shape(oneText ? List.of() : List.of(all), constructor);
            } catch (ReflectiveOperationException impossible) {
                throw new NotRedactable(type);
            }
        }

        @Nullable
        Object read(int component, Record value) {
            try {
                return components.get(component).getAccessor().invoke(value);
            } catch (ReflectiveOperationException impossible) {
                throw new NotRedactable(value.getClass());
            }
        }

        @Nullable
        Object[] read(Record value) {
            @Nullable Object[] values = new Object[components.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = read(i, value);
            }
            return values;
        }

        Object make(@Nullable Object[] values) {
            try {
                return constructor.newInstance(values);
            } catch (ReflectiveOperationException refused) {
                // What it complains of may quote the text, so nothing of it is told.
                throw new NotRedactable(constructor.getDeclaringClass());
            }
        }
    }
}
