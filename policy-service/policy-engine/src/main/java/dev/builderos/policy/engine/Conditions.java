package dev.builderos.policy.engine;

import dev.builderos.contracts.effect.Effect;
import dev.builderos.formats.Condition;
import dev.builderos.formats.Position;
import dev.builderos.formats.SourceText;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.CelType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.values.NullValue;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Conditions in CEL over {@code effect}, {@code env}, {@code step}, {@code agent}, {@code project}, {@code requester}, {@code
 * run} and {@code tainted}. An evaluation is bounded: no loops but over what the effect holds, regular expressions in linear time.
 */
final class Conditions {
    private static final CelType TABLE = MapType.create(SimpleType.STRING, SimpleType.DYN);
    private static final CelOptions OPTIONS = CelOptions.current()
            .maxExpressionCodePointSize(10_000)
            .maxParseRecursionDepth(50)
            .comprehensionMaxIterations(10_000)
            .maxRegexProgramSize(1_000)
            .build();
    private static final CelCompiler COMPILER = CelCompilerFactory.standardCelCompilerBuilder()
            .setOptions(OPTIONS)
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
            .addVar("effect", TABLE)
            .addVar("env", SimpleType.STRING)
            .addVar("step", SimpleType.STRING)
            .addVar("tainted", SimpleType.BOOL)
            .addVar("agent", SimpleType.STRING)
            .addVar("project", TABLE)
            .addVar("requester", TABLE)
            .addVar("run", TABLE)
            .setResultType(SimpleType.BOOL)
            .build();
    private static final CelRuntime RUNTIME =
            CelRuntimeFactory.standardCelRuntimeBuilder().setOptions(OPTIONS).build();

    private static final long MAX_EXACT = (1L << 53) - 1;

    private Conditions() {}

    /** Whether a condition holds. */
    sealed interface Truth {}

    record Known(boolean holds) implements Truth {}

    /** It could not be told. */
    record Unknown(String why) implements Truth {}

    /** A condition ready to ask; safe for use by many threads. */
    interface Test {
        Truth of(Map<String, ?> variables);
    }

    /** The condition, or nothing after its problems have been told. */
    static Optional<Test> compile(Condition condition, SourceText source, BiConsumer<Position, String> problem) {
        try {
            CelRuntime.Program program =
                    RUNTIME.createProgram(COMPILER.compile(condition.text()).getAst());
            return Optional.of(variables -> evaluate(program, variables));
        } catch (CelValidationException e) {
            for (CelIssue issue : e.getErrors()) {
                problem.accept(place(issue, condition, source), "the condition is not right: " + oneLine(issue));
            }
        } catch (CelEvaluationException | RuntimeException e) {
            problem.accept(condition.at(), "the condition cannot be understood: " + e.getMessage());
        }
        return Optional.empty();
    }

    private static Truth evaluate(CelRuntime.Program program, Map<String, ?> variables) {
        try {
            return program.eval(name -> Optional.ofNullable(variables.get(name))) instanceof Boolean holds
                    ? new Known(holds)
                    : new Unknown("it is neither true nor false");
        } catch (CelEvaluationException | RuntimeException e) {
            return new Unknown(
                    String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason given"));
        }
    }

    static Map<String, Object> variables(Effect effect, PolicyContext context) {
        Map<String, Object> arguments = new LinkedHashMap<>();
        effect.arguments().forEach((name, value) -> arguments.put(name, celValue(value)));
        arguments.put("tool", effect.tool());
        return Map.of(
                "effect",
                arguments,
                "env",
                effect.environment() == null ? "" : effect.environment(),
                "step",
                context.step().value(),
                "tainted",
                context.tainted(),
                "agent",
                effect.agent(),
                "project",
                celValue(context.project()),
                "requester",
                Map.of(
                        "id", context.requester().id(),
                        "roles", context.requester().roles()),
                "run",
                Map.of("id", context.run().value()));
    }

    /**
     * CEL knows one whole number and one fraction; a JSON reader gives many. A number that the canonical form of an effect does
     * not tell from its neighbours (RFC 8785 writes doubles) is refused, as two effects would have one digest.
     */
    private static Object celValue(@Nullable Object value) {
        return switch (value) {
            case null -> NullValue.NULL_VALUE;
            case String text -> text;
            case Boolean truth -> truth;
            case Integer number -> number.longValue();
            case Long number when number >= -MAX_EXACT && number <= MAX_EXACT -> number;
            case Double number -> number; // a finite one: the canonical form has no others
            case List<?> items -> items.stream().map(Conditions::celValue).toList();
            case Map<?, ?> table -> {
                Map<String, Object> copy = new LinkedHashMap<>();
                table.forEach((key, each) -> copy.put(String.valueOf(key), celValue(each)));
                yield copy;
            }
            default ->
                throw new IllegalArgumentException(
                        "rules cannot see a " + value.getClass().getSimpleName());
        };
    }

    private static String oneLine(CelIssue issue) {
        return issue.getMessage().replaceAll("\\s+", " ");
    }

    /** The place within the condition where it is written as it is read; else where the condition starts. */
    private static Position place(CelIssue issue, Condition condition, SourceText source) {
        int column = issue.getSourceLocation().getColumn();
        boolean firstLine = issue.getSourceLocation().getLine() == 1;
        String line = source.text()
                .lines()
                .skip(condition.at().line() - 1L)
                .findFirst()
                .orElse("");
        int start = condition.at().column() - 1;
        int from = start <= line.codePointCount(0, line.length()) ? line.offsetByCodePoints(0, start) : line.length();
        boolean plain = line.startsWith(condition.text().lines().findFirst().orElse(""), from);
        return firstLine && plain && column >= 0
                ? new Position(condition.at().line(), condition.at().column() + column)
                : condition.at();
    }
}
