package dev.builderos.formats;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/**
 * Reads the files a user writes. Whatever the text, the answer is a value or problems, never an exception; a text is read up
 * to 1 MiB and 50 levels of nesting, and holds no anchors, aliases or tags.
 */
public final class Formats {
    private static final String DIALECT = "https://json-schema.org/draft/2020-12/schema";
    private static final String KIND_KEY = "kind";
    private static final String NAME_KEY = "name";

    private Formats() {}

    public static Parsed<ProjectDefinition> parseProject(SourceText source) {
        return parse(source, ProjectFile.SHAPE);
    }

    /** The name in a project file, whatever else is in it; empty when it has none that could be one. */
    public static Optional<String> projectName(SourceText source) {
        Reading reading = new Reading(source);
        return YamlComposer.compose(reading) instanceof YamlNode.Mapping mapping
                ? mapping.value(NAME_KEY).map(name -> WrittenForms.NAME.read(name, reading))
                : Optional.empty();
    }

    public static Parsed<PolicyDefinition> parsePolicy(SourceText source) {
        return parse(source, PolicyFile.SHAPE);
    }

    public static Parsed<PipelineDefinition> parsePipeline(SourceText source) {
        return parse(source, PipelineFile.SHAPE);
    }

    public static Parsed<PromptDefinition> parsePrompt(SourceText source) {
        return parse(source, PromptFile.SHAPE);
    }

    public static Parsed<DeskDefinition> parseDesk(SourceText source) {
        return parse(source, DeskFile.SHAPE);
    }

    public static Parsed<AgentDefinition> parseAgent(SourceText source) {
        return parse(source, AgentFile.SHAPE);
    }

    /** Which kind a file says it is; the rest of it may still be wrong. */
    public static Parsed<Kind> kindOf(SourceText source) {
        Reading reading = new Reading(source);
        YamlNode root = YamlComposer.compose(reading);
        if (root instanceof YamlNode.Mapping mapping) {
            YamlNode stated = mapping.value(KIND_KEY).orElse(null);
            if (stated == null) {
                reading.problem(mapping.at(), "missing key `kind`");
            } else {
                String word = ChoiceShape.of(Kind.texts()).read(stated, reading);
                if (word != null) {
                    return new Parsed.Ok<>(Kind.of(word).orElseThrow());
                }
            }
        } else if (root != null) {
            reading.wrongType(root, "a mapping");
        }
        return new Parsed.Invalid<>(reading.problems());
    }

    /** The JSON Schema (draft 2020-12) of a kind, for editors; it is also among this package's resources. */
    public static JsonNode schemaOf(Kind kind) {
        SchemaDefinitions definitions = new SchemaDefinitions();
        ObjectNode schema = SchemaDefinitions.object();
        schema.put("$schema", DIALECT);
        schema.put("$id", kind.urn());
        schema.put("title", kind.text());
        schema.setAll(shapeOf(kind).shape().schema(definitions));
        definitions.writeTo(schema);
        return schema;
    }

    private static FileShape<?> shapeOf(Kind kind) {
        return switch (kind) {
            case PROJECT -> ProjectFile.SHAPE;
            case POLICY -> PolicyFile.SHAPE;
            case PIPELINE -> PipelineFile.SHAPE;
            case PROMPT -> PromptFile.SHAPE;
            case DESK -> DeskFile.SHAPE;
            case AGENT -> AgentFile.SHAPE;
        };
    }

    private static <T> Parsed<T> parse(SourceText source, FileShape<T> file) {
        Reading reading = new Reading(source);
        YamlNode root = YamlComposer.compose(reading);
        if (root == null) {
            return new Parsed.Invalid<>(reading.problems());
        }
        if (!(root instanceof YamlNode.Mapping mapping)) {
            reading.wrongType(root, "a mapping");
            return new Parsed.Invalid<>(reading.problems());
        }
        if (isOfAnotherKind(mapping, file.kind(), reading)) {
            return new Parsed.Invalid<>(reading.problems());
        }
        T value = file.shape().read(mapping, reading);
        file.check().accept(mapping, reading);
        List<Problem> problems = reading.problems();
        return value == null || !problems.isEmpty() ? new Parsed.Invalid<>(problems) : new Parsed.Ok<>(value);
    }

    /** A file of another kind gets one problem, not one for each of its keys. */
    private static boolean isOfAnotherKind(YamlNode.Mapping root, Kind expected, Reading reading) {
        if (root.value(KIND_KEY).orElse(null) instanceof YamlNode.Scalar stated
                && Kind.of(stated.text()).filter(kind -> kind != expected).isPresent()) {
            reading.problem(
                    stated.at(),
                    "this file is a `" + stated.text() + "`, where a `" + expected.text() + "` is expected");
            return true;
        }
        return false;
    }
}
