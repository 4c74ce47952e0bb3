package dev.builderos.runner.engine;

import dev.builderos.contracts.RunId;
import dev.builderos.formats.Expressions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the expressions of a run's texts stand for right now.
 *
 * @param values by path, e.g. {@code inputs.task}, {@code preview.url}
 */
public record Expressed(Map<String, String> values) {
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

    /** A text whose expressions were replaced by environment variables, which a shell cannot take for syntax. */
    public record ShellText(String text, Map<String, String> variables) {
        public ShellText {
            variables = Map.copyOf(variables);
        }
    }

    public static Expressed in(RunFold fold, RunId run) {
        Map<String, String> values = new TreeMap<>();
        Plan plan = fold.plan();
        plan.inputs().forEach((name, value) -> values.put("inputs." + name, String.valueOf(value)));
        values.put("project.name", plan.projectName());
        values.put("project.default_branch", plan.defaultBranch());
        values.put("run.id", run.value());
        Fact.RunStarted started = fold.started();
        if (started != null && started.branch() != null && started.baseCommit() != null) {
            values.put("run.branch", started.branch());
            values.put("run.base", started.baseCommit());
        }
        fold.steps()
                .forEach((id, status) -> status.outputs().forEach((name, value) -> values.put(id + "." + name, value)));
        return new Expressed(values);
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
        String text = Expressions.parse(command).render(reference -> {
            String name = variable(reference, variables);
            variables.put(name, value(reference));
            return "${" + name + "}";
        });
        return new ShellText(text, variables);
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
