package dev.builderos.runner.engine;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.types.CelType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A condition on a step, in CEL. It sees {@code inputs}, {@code project}, {@code run}, {@code matrix}, the variables of a
 * {@code foreach}, {@code steps.ID} and, where the id is a CEL name, the step itself. An evaluation is bounded: no loops but
 * over what it sees, regular expressions in linear time.
 */
final class StepCondition {
    /** What a condition may start with beside steps and variables. */
    static final Set<String> ROOTS = Set.of("inputs", "steps", "project", "run", "matrix");

    private static final Pattern STEP_ID = Pattern.compile("[a-z][a-z0-9_-]{0,62}");
    private static final CelType TABLE = MapType.create(SimpleType.STRING, SimpleType.DYN);
    private static final CelOptions OPTIONS = CelOptions.current()
            .maxExpressionCodePointSize(10_000)
            .maxParseRecursionDepth(50)
            .comprehensionMaxIterations(10_000)
            .maxRegexProgramSize(1_000)
            .build();
    private static final CelRuntime RUNTIME =
            CelRuntimeFactory.standardCelRuntimeBuilder().setOptions(OPTIONS).build();

    /** Runs that are taken over, and steps made from one definition, ask for the same conditions again. */
    private static final int REMEMBERED = 1_000;

    private static final Map<String, StepCondition> COMPILED = new ConcurrentHashMap<>();

    private final String text;
    private final List<Mention> mentions;
    private final CelRuntime.Program program;

    private StepCondition(String text, List<Mention> mentions, CelRuntime.Program program) {
        this.text = text;
        this.mentions = mentions;
        this.program = program;
    }

    /**
     * A name the condition starts from.
     *
     * @param member what of it is asked for, where that is written
     * @param offset where it stands in the text, in characters from 0
     */
    record Mention(String root, @Nullable String member, int offset) {}

    /** What is wrong with a condition, and where in its text. */
    record Flaw(int line, int column, String message) {}

    /** A condition that cannot be understood; never one that a plan holds. */
    static final class NotUnderstood extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient List<Flaw> flaws;

        NotUnderstood(List<Flaw> flaws) {
            super(flaws.getFirst().message());
            this.flaws = List.copyOf(flaws);
        }

        List<Flaw> flaws() {
            return flaws;
        }
    }

    /**
     * Compiles a condition. Names are taken for what they may stand for; whether they do is for the caller to check.
     *
     * @throws NotUnderstood when it is no condition
     */
    static StepCondition compile(String text) {
        StepCondition known = COMPILED.get(text);
        if (known != null) {
            return known;
        }
        StepCondition compiled = compileAnew(text);
        if (COMPILED.size() >= REMEMBERED) {
            COMPILED.clear();
        }
        COMPILED.put(text, compiled);
        return compiled;
    }

    private static StepCondition compileAnew(String text) {
        try {
            CelAbstractSyntaxTree parsed = compiler().build().parse(text).getAst();
            List<Mention> mentions = mentions(parsed);
            CelCompilerBuilder compiler = compiler();
            mentions.stream()
                    .map(Mention::root)
                    .distinct()
                    .forEach(root -> compiler.addVar(root, typeOf(root, mentions)));
            return new StepCondition(
                    text,
                    mentions,
                    RUNTIME.createProgram(compiler.build().check(parsed).getAst()));
        } catch (CelValidationException e) {
            throw new NotUnderstood(
                    e.getErrors().stream().map(StepCondition::flaw).toList());
        } catch (CelEvaluationException | RuntimeException e) {
            throw new NotUnderstood(List.of(new Flaw(1, 0, firstLine(e))));
        }
    }

    private static CelCompilerBuilder compiler() {
        return CelCompilerFactory.standardCelCompilerBuilder()
                .setOptions(OPTIONS)
                .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                .setResultType(SimpleType.BOOL);
    }

    /** A name nobody asks a member of is a text: the variable of a {@code foreach}. */
    private static CelType typeOf(String root, List<Mention> mentions) {
        if (root.equals("steps")) {
            return MapType.create(SimpleType.STRING, TABLE);
        }
        boolean table = ROOTS.contains(root)
                || mentions.stream().anyMatch(each -> each.root().equals(root) && each.member() != null);
        return table ? TABLE : SimpleType.DYN;
    }

    private static Flaw flaw(CelIssue issue) {
        return new Flaw(
                issue.getSourceLocation().getLine(),
                issue.getSourceLocation().getColumn(),
                issue.getMessage().replaceAll("\\s+", " "));
    }

    private static List<Mention> mentions(CelAbstractSyntaxTree ast) {
        Set<String> local = new HashSet<>();
        List<Mention> mentions = new ArrayList<>();
        Map<Long, Integer> places = ast.getSource().getPositionsMap();
        CelNavigableAst.fromAst(ast).getRoot().allNodes().forEach(node -> {
            CelExpr expr = node.expr();
            switch (expr.exprKind().getKind()) {
                case COMPREHENSION -> {
                    local.add(expr.comprehension().iterVar());
                    local.add(expr.comprehension().iterVar2());
                    local.add(expr.comprehension().accuVar());
                }
                case IDENT ->
                    mentions.add(new Mention(
                            expr.ident().name(),
                            node.parent()
                                    .map(parent -> memberOf(parent.expr(), expr))
                                    .orElse(null),
                            places.getOrDefault(expr.id(), 0)));
                default -> {}
            }
        });
        mentions.removeIf(mention -> local.contains(mention.root()));
        return mentions;
    }

    private static @Nullable String memberOf(CelExpr parent, CelExpr operand) {
        return switch (parent.exprKind().getKind()) {
            case SELECT -> parent.select().field();
            case CALL -> {
                List<CelExpr> arguments = parent.call().args();
                boolean indexed = parent.call().function().equals("_[_]")
                        && arguments.size() == 2
                        && arguments.getFirst().id() == operand.id()
                        && arguments.get(1).exprKind().getKind() == CelExpr.ExprKind.Kind.CONSTANT;
                yield indexed && arguments.get(1).constant().getKind().name().equals("STRING_VALUE")
                        ? arguments.get(1).constant().stringValue()
                        : null;
            }
            default -> null;
        };
    }

    static boolean isStepId(String text) {
        return STEP_ID.matcher(text).matches();
    }

    List<Mention> mentions() {
        return mentions;
    }

    Set<String> roots() {
        Set<String> roots = new LinkedHashSet<>();
        mentions.forEach(mention -> roots.add(mention.root()));
        return roots;
    }

    /** The ids asked for as {@code steps.ID}. */
    Set<String> stepsByName() {
        Set<String> ids = new LinkedHashSet<>();
        for (Mention mention : mentions) {
            if (mention.root().equals("steps") && mention.member() != null) {
                ids.add(mention.member());
            }
        }
        return ids;
    }

    Conditions.Ruling judge(Map<String, Object> variables) {
        try {
            if (!(program.eval(variables) instanceof Boolean holds)) {
                return new Conditions.Unknown("`when` is neither true nor false: " + text);
            }
            return holds ? new Conditions.Holds() : new Conditions.Fails("when " + text + " is false");
        } catch (CelEvaluationException | RuntimeException | StackOverflowError e) {
            return new Conditions.Unknown("`when " + text + "` cannot be told: " + firstLine(e));
        }
    }

    private static String firstLine(Throwable e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason given");
    }
}
