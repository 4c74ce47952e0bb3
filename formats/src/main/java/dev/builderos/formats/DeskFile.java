package dev.builderos.formats;

import java.util.List;
import java.util.Map;

/** The shape of {@code desk.yaml}. */
final class DeskFile {
    private static final Shape<List<String>> PATHS = ListShape.of(WrittenForms.PATH);

    private static final Field<String> NAME = Field.required("name", WrittenForms.NAME, "The name of the desk.");
    private static final Field<SemVer> VERSION =
            Field.required("version", WrittenForms.VERSION, "A semantic version; a published one never changes.");
    private static final Field<String> DESCRIPTION =
            Field.required("description", WrittenForms.TEXT, "What a project gets from it.");
    private static final Field<String> STACK =
            Field.optional("stack", WrittenForms.NAME, "The language or platform, such as java.");
    private static final Field<Map<String, InputDefinition>> INPUTS =
            Field.optional("inputs", WrittenForms.INPUTS, "What is asked when it is applied.");
    private static final Field<String> FILES =
            Field.optional("files", WrittenForms.PATH, "The folder whose tree is copied; files unless written.");
    private static final Field<List<String>> PIPELINES =
            Field.optional("pipelines", PATHS, "The pipelines it brings, as paths within the desk.");
    private static final Field<List<String>> PROMPTS =
            Field.optional("prompts", PATHS, "The prompts it brings, as paths within the desk.");
    private static final Field<String> POLICY =
            Field.optional("policy", WrittenForms.PATH, "The policy it brings, as a path within the desk.");
    private static final Field<List<String>> AGENTS =
            Field.optional("agents", PATHS, "The agents it brings, as paths within the desk.");
    private static final Field<Map<SemVer, String>> UPGRADE = Field.optional(
            "upgrade",
            TableShape.of(WrittenForms.VERSION, WrittenForms.TEXT),
            "What a person should know who upgrades to a version.");

    static final FileShape<DeskDefinition> SHAPE = FileShape.unchecked(
            Kind.DESK,
            MappingShape.of(
                    List.of(
                            WrittenForms.kind(Kind.DESK),
                            NAME,
                            VERSION,
                            DESCRIPTION,
                            STACK,
                            INPUTS,
                            FILES,
                            PIPELINES,
                            PROMPTS,
                            POLICY,
                            AGENTS,
                            UPGRADE),
                    fields -> new DeskDefinition(
                            fields.need(NAME),
                            fields.need(VERSION),
                            fields.need(DESCRIPTION),
                            fields.get(STACK),
                            fields.get(INPUTS, Map.of()),
                            fields.get(FILES, DeskDefinition.DEFAULT_FILES),
                            fields.get(PIPELINES, List.of()),
                            fields.get(PROMPTS, List.of()),
                            fields.get(POLICY),
                            fields.get(AGENTS, List.of()),
                            fields.get(UPGRADE, Map.of()),
                            fields.source())));

    private DeskFile() {}
}
