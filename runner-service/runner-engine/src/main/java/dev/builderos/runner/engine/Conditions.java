package dev.builderos.runner.engine;

import dev.builderos.contracts.RunId;
import dev.builderos.contracts.StepId;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Judges the conditions of steps by what the facts so far say. */
final class Conditions {
    private final Plan plan;
    private @Nullable RunId run;
    private Fact.@Nullable RunStarted started;

    Conditions(Plan plan) {
        this.plan = plan;
    }

    /** What came of a condition. */
    sealed interface Ruling {}

    record Holds() implements Ruling {}

    record Fails(String reason) implements Ruling {}

    /** It could not be told. */
    record Unknown(String why) implements Ruling {}

    void admitted(RunId id) {
        run = id;
    }

    void started(Fact.RunStarted fact) {
        started = fact;
    }

    Ruling of(StepStatus status, Course course) {
        String text = status.step().when();
        if (text == null) {
            return new Holds();
        }
        StepCondition condition = StepCondition.compile(text);
        Map<String, Object> variables = new HashMap<>();
        for (String root : condition.roots()) {
            switch (root) {
                case "inputs" -> variables.put(root, inputs(condition));
                case "project" ->
                    variables.put(root, Map.of("name", plan.projectName(), "default_branch", plan.defaultBranch()));
                case "run" -> variables.put(root, run());
                case "steps" -> {
                    Map<String, Object> all = new HashMap<>();
                    condition.stepsByName().forEach(id -> all.put(id, outputs(course, id)));
                    variables.put(root, all);
                }
                case "matrix" -> variables.put(root, matrix(status.step()));
                default -> {
                    String value = status.step().variables().get(root);
                    variables.put(root, value == null ? outputs(course, root) : value);
                }
            }
        }
        return condition.judge(variables);
    }

    private Map<String, Object> run() {
        Map<String, Object> values = new HashMap<>();
        if (run != null) {
            values.put("id", run.value());
        }
        if (started != null && started.branch() != null) {
            values.put("branch", started.branch());
        }
        if (started != null && started.baseCommit() != null) {
            values.put("base", started.baseCommit());
        }
        return values;
    }

    private static Map<String, Object> outputs(Course course, String id) {
        StepStatus status = StepCondition.isStepId(id) ? course.steps.find(new StepId(id)) : null;
        if (status == null) {
            return Map.of();
        }
        Map<String, Object> values = new HashMap<>(status.outputs());
        values.put("state", status.state().name().toLowerCase(Locale.ROOT));
        return values;
    }

    /** What reads as a whole number or a truth value is one, so that {@code matrix.jdk >= 21} says what it looks like. */
    private static Map<String, Object> matrix(Plan.Step step) {
        Map<String, Object> values = new HashMap<>();
        step.variables().forEach((path, text) -> {
            if (path.startsWith("matrix.")) {
                Object value = text;
                if (text.matches("-?[0-9]{1,18}")) {
                    value = Long.valueOf(text);
                } else if (text.equals("true") || text.equals("false")) {
                    value = Boolean.valueOf(text);
                }
                values.put(path.substring("matrix.".length()), value);
            }
        });
        return values;
    }

    /** An input without a value is an empty text, as it is in the texts of steps. */
    private Map<String, Object> inputs(StepCondition condition) {
        Map<String, Object> values = new HashMap<>();
        for (StepCondition.Mention mention : condition.mentions()) {
            if (mention.root().equals("inputs") && mention.member() != null) {
                values.put(mention.member(), "");
            }
        }
        plan.inputs()
                .forEach((name, value) ->
                        values.put(name, value instanceof Integer whole ? (Object) whole.longValue() : value));
        return values;
    }
}
