package dev.builderos.formats;

import java.util.List;

/** The shapes of what tightens grants: for everyone, in an environment, in a step. */
final class ScopeForms {
    private static final Field<Fields> PATHS = Field.optional(
            "paths",
            MappingShape.of(List.of(PolicyFile.READ, PolicyFile.WRITE, PolicyFile.DENIED), fields -> fields),
            "Globs relative to the project root.");
    private static final Field<Fields> NETWORK = Field.optional(
            "network", MappingShape.of(List.of(PolicyFile.REACHED), fields -> fields), "What may be reached.");
    private static final Field<List<RuleDefinition>> RULES =
            Field.optional("rules", ListShape.of(PolicyFile.RULE), "Rules that hold here only.");

    private static final List<Field<?>> BOUNDED =
            List.of(PolicyFile.TOOLS, PATHS, NETWORK, PolicyFile.SECRETS, PolicyFile.LIMITS);

    /** Without rules: those for everyone are those of the policy. */
    static final Shape<PolicyScope> BOUNDS = MappingShape.of(BOUNDED, fields -> scope(fields, List.of()));

    static final Shape<PolicyScope> SCOPE = MappingShape.of(
            List.of(PolicyFile.TOOLS, PATHS, NETWORK, PolicyFile.SECRETS, PolicyFile.LIMITS, RULES),
            fields -> scope(fields, fields.get(RULES, List.of())));

    private ScopeForms() {}

    private static PolicyScope scope(Fields fields, List<RuleDefinition> rules) {
        Fields paths = fields.get(PATHS);
        Fields network = fields.get(NETWORK);
        return new PolicyScope(
                fields.get(PolicyFile.TOOLS),
                paths == null ? null : paths.get(PolicyFile.READ),
                paths == null ? null : paths.get(PolicyFile.WRITE),
                paths == null ? List.of() : paths.get(PolicyFile.DENIED, List.of()),
                network == null ? null : network.get(PolicyFile.REACHED),
                fields.get(PolicyFile.SECRETS),
                fields.get(PolicyFile.LIMITS, VolumeLimits.NONE),
                rules,
                fields.at());
    }
}
