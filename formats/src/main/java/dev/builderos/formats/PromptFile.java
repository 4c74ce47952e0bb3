package dev.builderos.formats;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The shape of {@code prompts/NAME.yaml}. */
final class PromptFile {
    private static final Field<String> SYSTEM =
            Field.optional("system", WrittenForms.TEXT, "What the model is told first.");
    private static final Field<String> USER = Field.optional("user", WrittenForms.TEXT, "What is asked of it.");
    private static final Field<String> ASSISTANT =
            Field.optional("assistant", WrittenForms.TEXT, "What it is taken to have answered.");
    private static final Shape<Message> MESSAGE = MappingShape.of(List.of(SYSTEM, USER, ASSISTANT), PromptFile::message)
            .exactlyOne(List.of(Set.of("system"), Set.of("user"), Set.of("assistant")));

    private static final Field<Map<String, Object>> ANSWER_SCHEMA =
            Field.required("schema", FreeShape.table(), "The JSON Schema an answer must satisfy.");
    private static final Shape<JsonNode> OUTPUT_SHAPE =
            MappingShape.of(List.of(ANSWER_SCHEMA), fields -> FreeShape.json(fields.need(ANSWER_SCHEMA)));

    private static final Field<String> NAME = Field.required(
            "name", TextShape.formed("a prompt's name such as `builder/plan`", Words.PROMPT_NAME), "Its name.");
    private static final Field<SemVer> VERSION =
            Field.required("version", WrittenForms.VERSION, "A semantic version; a published one never changes.");
    private static final Field<String> CHANGELOG =
            Field.optional("changelog", WrittenForms.TEXT, "What this version changes.");
    private static final Field<List<String>> TAGS =
            Field.optional("tags", ListShape.of(WrittenForms.NAME), "Words to find it by.");
    private static final Field<Map<String, InputDefinition>> INPUTS =
            Field.optional("inputs", WrittenForms.INPUTS, "What the messages may refer to as {{name}}.");
    private static final Field<List<String>> TOOLS =
            Field.optional("tools", WrittenForms.EFFECT_PATTERNS, "The effects it counts on.");
    private static final Field<JsonNode> OUTPUT = Field.optional("output", OUTPUT_SHAPE, "What an answer looks like.");
    private static final Field<List<Message>> MESSAGES =
            Field.required("messages", ListShape.notEmpty(MESSAGE), "What is said, in order.");

    static final FileShape<PromptDefinition> SHAPE = new FileShape<>(
            Kind.PROMPT,
            MappingShape.of(
                    List.of(
                            WrittenForms.kind(Kind.PROMPT),
                            NAME,
                            VERSION,
                            CHANGELOG,
                            TAGS,
                            INPUTS,
                            TOOLS,
                            OUTPUT,
                            MESSAGES),
                    fields -> new PromptDefinition(
                            fields.need(NAME),
                            fields.need(VERSION),
                            fields.get(CHANGELOG),
                            fields.get(TAGS, List.of()),
                            fields.get(INPUTS, Map.of()),
                            fields.get(TOOLS, List.of()),
                            fields.get(OUTPUT),
                            fields.need(MESSAGES),
                            fields.source())),
            PromptFile::checkPlaceholders);

    private PromptFile() {}

    private static Message message(Fields fields) {
        for (Message.Role role : Message.Role.values()) {
            String template = fields.get(
                    switch (role) {
                        case SYSTEM -> SYSTEM;
                        case USER -> USER;
                        case ASSISTANT -> ASSISTANT;
                    });
            if (template != null) {
                return new Message(role, template);
            }
        }
        throw new IllegalStateException("a message has a role");
    }

    private static void checkPlaceholders(YamlNode.Mapping root, Reading reading) {
        List<String> inputs = root.value("inputs").orElse(null) instanceof YamlNode.Mapping declared
                ? declared.entries().stream().map(entry -> entry.key().text()).toList()
                : List.of();
        if (root.value("messages").orElse(null) instanceof YamlNode.Sequence messages) {
            for (YamlNode message : messages.items()) {
                if (message instanceof YamlNode.Mapping roles) {
                    for (YamlNode.Entry entry : roles.entries()) {
                        if (entry.value() instanceof YamlNode.Scalar template) {
                            checkPlaceholders(template, inputs, reading);
                        }
                    }
                }
            }
        }
    }

    private static void checkPlaceholders(YamlNode.Scalar template, List<String> inputs, Reading reading) {
        TokenLocator locator = reading.locator(template);
        for (Placeholders.Found found : Placeholders.in(template.text())) {
            Position at = locator.next(found.raw());
            if (found.name().isEmpty()) {
                reading.problem(at, "`{{` starts a placeholder such as `{{task}}`; write `\\{{` for the braces");
            } else if (!inputs.contains(found.name())) {
                String message = "placeholder `{{" + found.name() + "}}` is no input of this prompt";
                reading.unknown(at, message, found.name(), inputs);
            }
        }
    }
}
