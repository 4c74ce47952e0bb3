package dev.builderos.formats;

import java.util.List;

/** The shape of {@code agents/NAME.yaml}. */
final class AgentFile {
    private static final int MOST_TURNS = 1000;

    private static final Field<String> NAME = Field.required("name", WrittenForms.NAME, "The name of the agent.");
    private static final Field<String> DESCRIPTION =
            Field.required("description", WrittenForms.TEXT, "What it is good for.");
    private static final Field<String> MODEL =
            Field.optional("model", WrittenForms.NAME, "One of the project's models; default unless written.");
    private static final Field<List<String>> TOOLS = Field.required(
            "tools", WrittenForms.EFFECT_PATTERNS, "The effects it wants; the policy decides what it gets.");
    private static final Field<String> SYSTEM =
            Field.required("system", WrittenForms.TEXT, "What it is told before any task.");
    private static final Field<Integer> MAX_TURNS = Field.optional(
            "max_turns",
            NumberShape.whole(1, MOST_TURNS),
            "How often the model may answer within one task; 40 unless written.");
    private static final Field<Integer> MAX_TOKENS =
            Field.optional("max_tokens", NumberShape.whole(1, Integer.MAX_VALUE), "How many tokens one task may cost.");

    static final FileShape<AgentDefinition> SHAPE = FileShape.unchecked(
            Kind.AGENT,
            MappingShape.of(
                    List.of(
                            WrittenForms.kind(Kind.AGENT),
                            NAME,
                            DESCRIPTION,
                            MODEL,
                            TOOLS,
                            SYSTEM,
                            MAX_TURNS,
                            MAX_TOKENS),
                    fields -> new AgentDefinition(
                            fields.need(NAME),
                            fields.need(DESCRIPTION),
                            fields.get(MODEL),
                            fields.need(TOOLS),
                            fields.need(SYSTEM),
                            fields.get(MAX_TURNS, AgentDefinition.DEFAULT_MAX_TURNS),
                            fields.get(MAX_TOKENS),
                            fields.source())));

    private AgentFile() {}
}
