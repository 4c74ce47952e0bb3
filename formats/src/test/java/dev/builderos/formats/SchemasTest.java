package dev.builderos.formats;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SchemasTest {
    private static final Path COMMITTED = Path.of("src/main/resources/dev/builderos/formats");
    private static final ObjectMapper MAPPER = new ObjectMapper();

    @ParameterizedTest
    @EnumSource(Kind.class)
    void committedSchemaIsTheOneTheReaderFollows(Kind kind) throws IOException {
        // Given
        Path file = COMMITTED.resolve(kind.schemaResource());

        // When
        String schema = written(kind);

        // Then
        if (Boolean.getBoolean("golden.update")) {
            java.nio.file.Files.writeString(file, schema);
        }
        assertThat(file).as("rewrite with -Dgolden.update=true").content().isEqualTo(schema);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void schemaIsAValidSchema(Kind kind) {
        // Given
        Schema dialect = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(com.networknt.schema.SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));

        // When
        List<com.networknt.schema.Error> errors = dialect.validate(Formats.schemaOf(kind));

        // Then
        assertThat(errors).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void exampleSatisfiesItsSchemaAndItsReader(Kind kind) {
        // Given
        String text = Files.example(kind);

        // When
        List<com.networknt.schema.Error> errors = schemaErrors(kind, text);

        // Then
        assertThat(errors).isEmpty();
        assertThat(Files.problems(kind, text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    PROJECT  | name: hello-service        | nmae: hello-service
                    PROJECT  | protected: true            | protected: 'yes'
                    PROJECT  | 5.00 USD                   | 5.00
                    PROJECT  | java-service@1.2.0         | java-service
                    PROJECT  | temperature: 0             | temperature: 3
                    PROJECT  | anthropic                  | antropic
                    POLICY   | expires: 24h               | expires: 24 hours
                    POLICY   | approvals: 2               | approvals: 0
                    POLICY   | expect: deny               | expect: refuse
                    POLICY   | deny: "write               | allow: true, deny: "write
                    POLICY   | git.push                   | push
                    POLICY   | from: [Admin, Owner]       | from: []
                    PIPELINE | version: 1.0.0             | version: 1.0
                    PIPELINE | rate_limit                 | ratelimit
                    PIPELINE | join: all                  | join: most
                    PIPELINE | max_parallel: 4            | max_parallel: 0
                    PIPELINE | action: deploy.preview     | run: make, action: deploy.preview
                    PIPELINE | action: deploy.preview,    |
                    PIPELINE | on_failure: rollback       | on_failure: undo
                    PIPELINE | out: [plan.md]             | out: [../plan.md]
                    PIPELINE | builder/plan@^1            | builder/plan
                    PROMPT   | - system                   | - robot
                    PROMPT   | version: 1.2.0             | version: one
                    PROMPT   | artifact                   | file
                    DESK     | version: 1.2.0             | version: 01.2.0
                    DESK     | policy: b                  | policy: /b
                    AGENT    | max_turns: 60              | max_turns: none
                    AGENT    | tools: [fs.read            | tools: [FS
                    """)
    void schemaAndReaderRefuseTheSame(Kind kind, String right, String wrong) {
        // Given
        String text = Files.example(kind)
                .replace(right, wrong == null ? "" : wrong)
                .replace("allow: true, deny", "allow: true\n    deny");

        // When
        List<com.networknt.schema.Error> errors = schemaErrors(kind, text);

        // Then
        assertThat(text).isNotEqualTo(Files.example(kind));
        assertThat(errors).isNotEmpty();
        assertThat(Files.problems(kind, text)).isNotEmpty();
    }

    @Test
    void schemaDescribesTheKeysToEditors() {
        // When
        JsonNode schema = Formats.schemaOf(Kind.PROJECT);

        // Then
        assertThat(schema.at("/properties/name/description").asText()).isEqualTo("The name of the project.");
    }

    private static List<com.networknt.schema.Error> schemaErrors(Kind kind, String text) {
        Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Formats.schemaOf(kind));
        return schema.validate(json(text));
    }

    private static JsonNode json(String text) {
        Reading reading = new Reading(new SourceText("file.yaml", text));
        YamlNode root = YamlComposer.compose(reading);
        assertThat(root).as(reading.problems().toString()).isNotNull();
        return FreeShape.json(new FreeShape().read(root, reading));
    }

    private static String written(Kind kind) throws JsonProcessingException {
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n"));
        return MAPPER.writer(printer).writeValueAsString(Formats.schemaOf(kind)) + "\n";
    }
}
