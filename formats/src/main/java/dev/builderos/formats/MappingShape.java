package dev.builderos.formats;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A mapping with known keys, built into a record. */
final class MappingShape<T> implements Shape<T> {
    private final Map<String, Field<?>> fields;
    private final List<Demand> demands;
    private final Function<Fields, T> build;

    private MappingShape(Map<String, Field<?>> fields, List<Demand> demands, Function<Fields, T> build) {
        this.fields = fields;
        this.demands = demands;
        this.build = build;
    }

    static <T> MappingShape<T> of(List<Field<?>> fields, Function<Fields, T> build) {
        Map<String, Field<?>> byName = new LinkedHashMap<>();
        fields.forEach(field -> byName.put(field.name(), field));
        return new MappingShape<>(Ordered.copy(byName), List.of(), build);
    }

    /** Exactly one group is used; a group is keys of which any may be present. */
    MappingShape<T> exactlyOne(List<Set<String>> groups) {
        return demanding(new ExactlyOne(groups));
    }

    /** Where the first key is, the second must be. */
    MappingShape<T> needs(String key, String other) {
        return demanding(new Needs(key, other));
    }

    /** What cannot be said in a schema; it runs when the fields have no problems. */
    MappingShape<T> checked(BiConsumer<Fields, T> check) {
        return new MappingShape<>(fields, demands, values -> {
            T value = build.apply(values);
            check.accept(values, value);
            return value;
        });
    }

    private MappingShape<T> demanding(Demand demand) {
        List<Demand> more = new ArrayList<>(demands);
        more.add(demand);
        return new MappingShape<>(fields, List.copyOf(more), build);
    }

    @Override
    public @Nullable T read(YamlNode node, Reading reading) {
        if (!(node instanceof YamlNode.Mapping mapping)) {
            reading.wrongType(node, "a mapping");
            return null;
        }
        int before = reading.found();
        Map<Field<?>, Object> values = new LinkedHashMap<>();
        for (YamlNode.Entry entry : mapping.entries()) {
            String key = entry.key().text();
            Field<?> field = fields.get(key);
            if (field == null) {
                reading.unknown(entry.key().at(), "unknown key " + Reading.shown(key), key, fields.keySet());
            } else {
                Object value = field.shape().read(entry.value(), reading);
                if (value != null) {
                    values.put(field, value);
                }
            }
        }
        for (Field<?> field : fields.values()) {
            if (field.isRequired() && mapping.value(field.name()).isEmpty()) {
                reading.problem(mapping.at(), "missing key `" + field.name() + "`");
            }
        }
        demands.forEach(demand -> demand.check(mapping, reading));
        return reading.found() > before ? null : build.apply(new Fields(mapping, values, reading));
    }

    @Override
    public ObjectNode schema(SchemaDefinitions definitions) {
        ObjectNode schema = SchemaDefinitions.object().put("type", "object");
        schema.put("additionalProperties", false);
        ObjectNode properties = schema.putObject("properties");
        for (Field<?> field : fields.values()) {
            ObjectNode property = field.shape().schema(definitions);
            properties.set(field.name(), property.put("description", field.description()));
        }
        List<String> required = fields.values().stream()
                .filter(Field::isRequired)
                .map(Field::name)
                .toList();
        if (!required.isEmpty()) {
            ArrayNode names = schema.putArray("required");
            required.forEach(names::add);
        }
        demands.forEach(demand -> demand.write(schema));
        return schema;
    }

    /** A demand on keys together. */
    private sealed interface Demand {
        void check(YamlNode.Mapping mapping, Reading reading);

        void write(ObjectNode schema);
    }

    private record ExactlyOne(List<Set<String>> groups) implements Demand {
        @Override
        public void check(YamlNode.Mapping mapping, Reading reading) {
            List<YamlNode.Entry> used = groups.stream()
                    .map(group -> mapping.entries().stream()
                            .filter(entry -> group.contains(entry.key().text()))
                            .findFirst())
                    .flatMap(Optional::stream)
                    .sorted(Comparator.comparing(entry -> entry.key().at()))
                    .toList();
            if (used.isEmpty()) {
                reading.problem(mapping.at(), "needs one of " + names());
            } else if (used.size() > 1) {
                reading.problem(used.get(1).key().at(), "only one of " + names() + " may be written");
            }
        }

        private String names() {
            return groups.stream()
                    .map(group -> group.stream().sorted().collect(Collectors.joining("` or `", "`", "`")))
                    .collect(Collectors.joining(", "));
        }

        @Override
        public void write(ObjectNode schema) {
            ArrayNode choices = schema.putArray("oneOf");
            for (Set<String> group : groups) {
                ArrayNode keys = choices.addObject().putArray("anyOf");
                group.stream()
                        .sorted()
                        .forEach(key -> keys.addObject().putArray("required").add(key));
            }
        }
    }

    private record Needs(String key, String other) implements Demand {
        @Override
        public void check(YamlNode.Mapping mapping, Reading reading) {
            if (mapping.value(other).isEmpty()) {
                mapping.entries().stream()
                        .filter(entry -> entry.key().text().equals(key))
                        .forEach(entry ->
                                reading.problem(entry.key().at(), "`" + key + "` needs `" + other + "` beside it"));
            }
        }

        @Override
        public void write(ObjectNode schema) {
            schema.withObject("/dependentRequired").putArray(key).add(other);
        }
    }
}
