package dev.builderos.runner.engine;

import dev.builderos.contracts.RunId;
import dev.builderos.contracts.StepId;
import dev.builderos.formats.Expressions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the expressions of a run's texts stand for right now.
 *
 * @param values by path, e.g. {@code inputs.task}, {@code preview.url}
 */
public record Expressed(Map<String, String> values) {
    static final String SECRETS = "secrets";

    public Expressed {
        values = Map.copyOf(values);
    }

    /** An expression that stands for nothing yet. */
    public static final class Unresolved extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public Unresolved(String message) {
            super(message);
        }
    }

    /**
     * A text whose expressions were replaced by environment variables, which a shell cannot take for syntax.
     *
     * @param secrets the names of secrets by the variables that are to hold their values
     */
    public record ShellText(String text, Map<String, String> variables, Map<String, String> secrets) {
        public ShellText {
            variables = Map.copyOf(variables);
            secrets = Map.copyOf(secrets);
        }
    }

    /**
     * What the texts of a step refer to. Only that is looked up, so a step costs what it says, not what the run has done. A prompt
     * takes the run's inputs by their names, so a step that has one gets them all.
     */
    public static Expressed in(RunFold fold, RunId run, StepId id) {
        Plan.Step step = fold.step(id).step();
        Map<String, String> values = new TreeMap<>();
        if (step.work() instanceof Work.AgentTask task && task.prompt() != null) {
            fold.plan().inputs().forEach((name, value) -> values.put("inputs." + name, String.valueOf(value)));
        }
        for (String text : texts(step)) {
            if (text.contains("${")) {
                for (Expressions.Reference reference : Expressions.parse(text).references()) {
                    String value = lookUp(fold, run, step, reference.path());
                    if (value != null) {
                        values.put(String.join(".", reference.path()), value);
                    }
                }
            }
        }
        return new Expressed(values);
    }

    /** The inputs that are known to go into a step, as paths {@code inputs.NAME}. */
    static Set<String> inputsOf(Plan plan, Plan.Step step) {
        Set<String> paths = new TreeSet<>();
        Plan.Step one = step.each() == null ? step : step.each().template();
        if (one.work() instanceof Work.AgentTask task && task.prompt() != null) {
            plan.inputs().keySet().forEach(name -> paths.add("inputs." + name));
        }
        for (String text : texts(one)) {
            if (text.contains("${inputs.")) {
                Expressions.parse(text).references().stream()
                        .filter(reference -> reference.root().equals("inputs"))
                        .forEach(reference -> paths.add(String.join(".", reference.path())));
            }
        }
        return paths;
    }

    private static @Nullable String lookUp(RunFold fold, RunId run, Plan.Step step, List<String> path) {
        String whole = String.join(".", path);
        String variable = step.variables().get(whole);
        if (variable != null) {
            return variable;
        }
        Plan plan = fold.plan();
        Replayed replayed = fold.replayed();
        Fact.RunStarted started =
                replayed == null ? fold.started() : new Fact.RunStarted(replayed.branch(), replayed.baseCommit());
        return switch (whole) {
            case "project.name" -> plan.projectName();
            case "project.default_branch" -> plan.defaultBranch();
            case "run.id" -> (replayed == null ? run : replayed.run()).value();
            case "run.branch" -> started == null ? null : started.branch();
            case "run.base" -> started == null ? null : started.baseCommit();
            default -> {
                if (path.getFirst().equals("inputs")) {
                    Object input = plan.inputs().get(whole.substring("inputs.".length()));
                    yield input == null ? null : String.valueOf(input);
                }
                StepStatus status =
                        StepCondition.isStepId(path.getFirst()) ? fold.steps().get(new StepId(path.getFirst())) : null;
                yield status == null || path.size() == 1
                        ? null
                        : status.outputs().get(whole.substring(path.getFirst().length() + 1));
            }
        };
    }

    private static List<String> texts(Plan.Step step) {
        List<String> texts = new ArrayList<>();
        switch (step.work()) {
            case Work.Command command -> texts.add(command.command());
            case Work.Action action -> collect(action.arguments(), texts);
            case Work.AgentTask task -> {
                collect(task.ask(), texts);
                collect(task.with(), texts);
            }
            case Work.Join ignored -> {
                if (step.each() != null) {
                    texts.add(step.each().items());
                }
            }
        }
        return texts;
    }

    private static void collect(@Nullable Object value, List<String> texts) {
        switch (value) {
            case String text -> texts.add(text);
            case Map<?, ?> map -> map.values().forEach(inner -> collect(inner, texts));
            case List<?> list -> list.forEach(inner -> collect(inner, texts));
            case null, default -> {}
        }
    }

    public String render(String text) {
        return Expressions.parse(text).render(this::value);
    }

    /** Renders every text within a value. */
    public Object renderAll(Object value) {
        return switch (value) {
            case String text -> render(text);
            case Map<?, ?> map -> {
                Map<String, Object> rendered = new LinkedHashMap<>();
                map.forEach((key, inner) -> rendered.put(String.valueOf(key), renderAll(inner)));
                yield rendered;
            }
            case List<?> list -> list.stream().map(this::renderAll).toList();
            default -> value;
        };
    }

    /** The arguments of an action; those whose text renders to nothing are left out. */
    public Map<String, Object> renderArguments(Map<String, Object> arguments) {
        Map<String, Object> rendered = new TreeMap<>();
        arguments.forEach((name, value) -> {
            Object result = renderAll(value);
            if (!result.equals("")) {
                rendered.put(name, result);
            }
        });
        return rendered;
    }

    public ShellText renderForShell(String command) {
        Map<String, String> variables = new TreeMap<>();
        Map<String, String> secrets = new TreeMap<>();
        String text = Expressions.parse(command).render(reference -> {
            if (reference.root().equals(SECRETS)) {
                String secret = "BUILDEROS_" + String.join("_", reference.path());
                secrets.put(secret, reference.path().getLast());
                return "${" + secret + "}";
            }
            String name = variable(reference, variables);
            variables.put(name, value(reference));
            return "${" + name + "}";
        });
        return new ShellText(text, variables, secrets);
    }

    /** A name for a reference that no other value has: {@code a-b.c} and {@code a_b.c} would share one. */
    private String variable(Expressions.Reference reference, Map<String, String> taken) {
        String plain = "BUILDEROS_" + String.join("_", reference.path()).replace('-', '_');
        String value = value(reference);
        String name = plain;
        for (int i = 2; taken.containsKey(name) && !value.equals(taken.get(name)); i++) {
            name = plain + "_" + i;
        }
        return name;
    }

    private String value(Expressions.Reference reference) {
        String value = values.get(String.join(".", reference.path()));
        if (value == null && reference.root().equals("inputs")) {
            return "";
        }
        if (value == null) {
            throw new Unresolved(reference.text() + " stands for nothing: no such output was left");
        }
        return value;
    }
}
