package dev.builderos.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * What was published stays: {@code published.txt} has a line for each message, field and value that anybody may have been
 * told of. New lines are added with {@code -Dgolden.update=true}; none is changed or taken away, and a field that comes later is
 * optional, as those who do not know it leave it out. Anything else is a new version of the contract.
 */
class PublishedContractsTest {
    private static final Path PUBLISHED = Path.of("src/test/resources/published.txt");
    private static final boolean UPDATE = Boolean.getBoolean("golden.update");
    private static final String REQUIRED = " required";

    @Test
    void keepsEverythingThatWasPublished() throws IOException {
        Map<String, String> now = told();
        Map<String, String> published = published();

        assertThat(problems(published, now)).isEmpty();

        if (UPDATE) {
            Map<String, String> all = new TreeMap<>(published);
            all.putAll(now);
            Files.createDirectories(PUBLISHED.getParent());
            Files.write(PUBLISHED, lines(all));
        }
        assertThat(Files.readAllLines(PUBLISHED))
                .as("run with -Dgolden.update=true to publish what is new")
                .isEqualTo(lines(now));
    }

    @Test
    void noticesWhatBreaksThoseWhoKnowOnlyWhatWasPublished() {
        Map<String, String> published = Map.of(
                "Order", "object",
                "Order.id", "{\"type\":\"string\"} required",
                "Order.note", "{\"type\":\"string\"}",
                "State", "enum",
                "State=OPEN", "value",
                "builderos.x.v1.cmd.order", "{\"$ref\":\"#/$defs/Order\"}");

        assertThat(problems(published, published)).isEmpty();
        assertThat(problems(published, with(published, "Order.more", "{\"type\":\"string\"}")))
                .isEmpty();
        assertThat(problems(published, with(published, "State=CLOSED", "value")))
                .isEmpty();
        assertThat(problems(published, with(published, "New.field", "{\"type\":\"string\"} required")))
                .as("of a record nobody knows yet")
                .isEmpty();
        assertThat(problems(published, with(published, "Order.more", "{\"type\":\"string\"} required")))
                .containsExactly("Order.more is new and required: those who do not know it leave it out");
        assertThat(problems(published, with(published, "Order.id", "{\"type\":\"integer\"} required")))
                .containsExactly("Order.id was {\"type\":\"string\"} required and is {\"type\":\"integer\"} required");
        assertThat(problems(published, with(published, "Order.note", "{\"type\":\"string\"} required")))
                .hasSize(1);
        assertThat(problems(published, without(published, "State=OPEN")))
                .containsExactly("State=OPEN was published and is gone");
        assertThat(problems(published, without(published, "builderos.x.v1.cmd.order")))
                .hasSize(1);
    }

    private static Map<String, String> with(Map<String, String> lines, String key, String value) {
        Map<String, String> more = new HashMap<>(lines);
        more.put(key, value);
        return more;
    }

    private static Map<String, String> without(Map<String, String> lines, String key) {
        Map<String, String> fewer = new HashMap<>(lines);
        fewer.remove(key);
        return fewer;
    }

    private static Set<String> problems(Map<String, String> published, Map<String, String> now) {
        Set<String> problems = new TreeSet<>();
        published.forEach((key, was) -> {
            String is = now.get(key);
            if (is == null) {
                problems.add(key + " was published and is gone");
            } else if (!is.equals(was)) {
                problems.add(key + " was " + was + " and is " + is);
            }
        });
        now.forEach((key, is) -> {
            boolean ofKnown = key.contains(".") && published.containsKey(key.substring(0, key.indexOf('.')));
            if (!published.containsKey(key) && ofKnown && is.endsWith(REQUIRED)) {
                problems.add(key + " is new and required: those who do not know it leave it out");
            }
        });
        return problems;
    }

    /** Every message with the record it carries, every record with its fields, every list of values with its values. */
    private static Map<String, String> told() {
        Map<String, String> lines = new TreeMap<>();
        for (ContractSchemasTest.Said said : ContractSchemasTest.everythingSaid()) {
            ObjectNode schema = ContractSchemas.of(said.name(), said.type());
            JsonNode records = schema.remove("$defs");
            schema.remove(List.of("$schema", "title"));
            lines.put(said.name(), schema.toString());
            records.properties().forEach(each -> tell(each.getKey(), each.getValue(), lines));
        }
        return lines;
    }

    /** Names of records are the same in all messages, and so is what they name. */
    private static void tell(String name, JsonNode record, Map<String, String> lines) {
        Map<String, String> own = new TreeMap<>();
        if (record.has("properties")) {
            Set<String> required = new HashSet<>();
            record.path("required").forEach(field -> required.add(field.asText()));
            own.put(name, "object");
            record.path("properties")
                    .properties()
                    .forEach(field -> own.put(
                            name + "." + field.getKey(),
                            field.getValue() + (required.contains(field.getKey()) ? REQUIRED : "")));
        } else if (record.has("enum")) {
            own.put(name, "enum");
            record.path("enum").forEach(value -> own.put(name + "=" + value.asText(), "value"));
        } else {
            own.put(name, record.toString());
        }
        own.forEach((key, value) -> {
            String other = lines.put(key, value);
            assertThat(other == null || other.equals(value))
                    .as("two records are called %s: %s and %s", key, other, value)
                    .isTrue();
        });
    }

    private static Map<String, String> published() throws IOException {
        Map<String, String> lines = new TreeMap<>();
        if (Files.exists(PUBLISHED)) {
            for (String line : Files.readAllLines(PUBLISHED)) {
                int space = line.indexOf(' ');
                lines.put(line.substring(0, space), line.substring(space + 1));
            }
        }
        return lines;
    }

    private static List<String> lines(Map<String, String> told) {
        return new TreeMap<>(told)
                .entrySet().stream()
                        .map(line -> line.getKey() + " " + line.getValue())
                        .toList();
    }
}
