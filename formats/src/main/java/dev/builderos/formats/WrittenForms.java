package dev.builderos.formats;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The shapes that several kinds of file use. */
final class WrittenForms {
    static final Shape<String> TEXT = TextShape.any();
    static final Shape<String> NAME = TextShape.formed("a name such as `hello-service`", Words.NAME);
    static final Shape<String> PATH = TextShape.formed("a relative path below its root", Words.PATH);
    static final Shape<String> EFFECT = TextShape.formed("an effect such as `git.push`", Words.EFFECT);
    static final Shape<String> ACTION =
            TextShape.formed("an effect such as `git.push`, or `noop`", "(?:noop|" + Words.EFFECT + ")");
    static final Shape<String> EFFECT_PATTERN =
            TextShape.formed("an effect pattern such as `fs.read`, `memory.*` or `*`", Words.EFFECT_PATTERN);
    static final Shape<SemVer> VERSION =
            TextShape.meaning("a semantic version such as `1.2.0`", Words.VERSION, SemVer::parse);
    static final Shape<Duration> DURATION =
            TextShape.meaning("a duration such as `30s`, `5m` or `1h30m`", Words.DURATION, Words::duration);
    static final Shape<Long> SIZE = TextShape.meaning("a size such as `512 KB` or `20 MB`", Words.SIZE, Words::size);
    static final Shape<Money> MONEY =
            TextShape.meaning("an amount and a currency such as `5.00 USD`", Money.FORM, Money::parse);
    static final Shape<Boolean> FLAG = new FlagShape();
    static final Shape<Condition> CONDITION = new ConditionShape();
    static final Shape<List<String>> EFFECT_PATTERNS = ListShape.of(EFFECT_PATTERN);

    private static final Field<InputDefinition.InputType> INPUT_TYPE =
            Field.required("type", ChoiceShape.of(InputDefinition.InputType.class), "What may be given.");
    private static final Field<Boolean> INPUT_REQUIRED =
            Field.optional("required", FLAG, "Whether it must be given; false unless written.");
    private static final Field<Object> INPUT_DEFAULT =
            Field.optional("default", new FreeShape(), "What holds when nothing is given.");
    private static final Field<String> INPUT_DESCRIPTION =
            Field.optional("description", TEXT, "One line for the person who is asked.");

    private static final Field<Boolean> INPUT_UNTRUSTED = Field.optional(
            "untrusted", FLAG, "Whether nobody vouches for it, as for the text of an issue; false unless written.");

    static final Shape<Map<String, InputDefinition>> INPUTS = TableShape.of(
            TextShape.formed("the name of an input such as `task`", Words.KEY),
            MappingShape.of(
                            List.of(INPUT_TYPE, INPUT_REQUIRED, INPUT_DEFAULT, INPUT_DESCRIPTION, INPUT_UNTRUSTED),
                            fields -> new InputDefinition(
                                    fields.need(INPUT_TYPE),
                                    fields.get(INPUT_REQUIRED, false),
                                    fields.get(INPUT_DEFAULT),
                                    fields.get(INPUT_DESCRIPTION),
                                    fields.get(INPUT_UNTRUSTED, false)))
                    .checked(WrittenForms::checkDefault));

    private WrittenForms() {}

    static Field<String> kind(Kind kind) {
        return Field.required("kind", ChoiceShape.of(List.of(kind.text())), "The kind of this file.");
    }

    private static void checkDefault(Fields fields, InputDefinition input) {
        Object value = fields.get(INPUT_DEFAULT);
        boolean fits = value == null
                || switch (input.type()) {
                    case STRING, ARTIFACT -> value instanceof String;
                    case NUMBER -> value instanceof Long || value instanceof Double;
                    case BOOLEAN -> value instanceof Boolean;
                };
        if (!fits) {
            fields.problem(INPUT_DEFAULT, "the default is not of the input's type");
        }
    }
}
