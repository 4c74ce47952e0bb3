package dev.builderos.runner.engine;

import dev.builderos.contracts.StepId;
import dev.builderos.formats.ForeachDefinition;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The forms of steps that stand for several: joins, combinations of a matrix, steps that are expanded while the run goes on. */
final class Expanding {
    /** Leaves room for a dash and the number of an item. */
    static final int LONGEST_FOREACH_ID = 57;

    private Expanding() {}

    /** What is put behind the id of a step for a combination: {@code 21-alpine}. */
    static String suffix(Map<String, Object> values) {
        return values.values().stream()
                .map(value -> value.toString().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_]+", "-"))
                .collect(Collectors.joining("-"));
    }

    static boolean isItemOf(String step, String id) {
        return id.startsWith(step + "-") && id.substring(step.length() + 1).matches("[0-9]{1,5}");
    }

    static Plan.Step join(
            StepId id, String title, List<StepId> needs, @Nullable String lane, boolean pure, boolean goesOn) {
        return new Plan.Step(
                id,
                title,
                new Work.Join(pure ? true : null),
                PlanCompiler.PIPELINE_PRINCIPAL,
                needs,
                lane,
                null,
                List.of(),
                List.of(),
                StepCompiler.DEFAULT_TIMEOUT,
                StepCompiler.NO_RETRIES,
                goesOn,
                null,
                false,
                null,
                null,
                Map.of(),
                null,
                null);
    }

    static Plan.Step combination(Plan.Step one, StepId id, String lane, Map<String, Object> values) {
        Map<String, String> variables = new TreeMap<>();
        values.forEach((axis, value) -> variables.put("matrix." + axis, value.toString()));
        String shown = values.values().stream().map(Object::toString).collect(Collectors.joining(", ", " (", ")"));
        return like(one, id, one.title() + shown, lane, variables, one.when());
    }

    /**
     * The step that is expanded.
     *
     * @param template the step for one item
     * @param needed how many items must go well; all when absent
     */
    static Plan.Step foreach(Plan.Step template, ForeachDefinition foreach, @Nullable Integer needed) {
        boolean judgesItems = template.when() != null
                && StepCondition.compile(template.when()).roots().stream()
                        .anyMatch(root -> root.equals("item") || root.equals("index") || root.equals(foreach.as()));
        Plan.Step join = join(
                template.id(),
                template.title() + " for each of " + foreach.items(),
                template.needs(),
                template.lane(),
                template.pure(),
                template.continueOnFailure());
        return new Plan.Step(
                join.id(),
                join.title(),
                join.work(),
                join.principal(),
                join.needs(),
                join.lane(),
                null,
                List.of(),
                List.of(),
                join.timeout(),
                join.retries(),
                join.continueOnFailure(),
                null,
                false,
                judgesItems ? null : template.when(),
                null,
                Map.of(),
                new Plan.Each(
                        foreach.items(),
                        foreach.as(),
                        foreach.maxParallel(),
                        needed,
                        foreach.failFast(),
                        like(
                                template,
                                template.id(),
                                template.title(),
                                template.lane(),
                                Map.of(),
                                judgesItems ? template.when() : null)),
                null);
    }

    /** One of several steps made from the same definition; what is to happen when it fails is said of all of them together. */
    private static Plan.Step like(
            Plan.Step one,
            StepId id,
            String title,
            @Nullable String lane,
            Map<String, String> variables,
            @Nullable String when) {
        return new Plan.Step(
                id,
                title,
                one.work(),
                one.principal(),
                one.needs(),
                lane,
                one.environment(),
                one.out(),
                one.gates(),
                one.timeout(),
                one.retries(),
                false,
                null,
                one.checkpoint(),
                when,
                one.totalTimeout(),
                variables,
                null,
                one.cache());
    }
}
