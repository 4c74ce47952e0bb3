package dev.builderos.runner.engine;

import dev.builderos.contracts.StepId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a {@code foreach} becomes once its items are known: one lane with one step for each.
 *
 * @param group the lanes; joined under the id of the step that was expanded
 * @param steps in the order of the items
 */
record Expansion(Plan.Group group, List<Plan.Step> steps) {
    private static final int SHOWN = 40;

    Expansion {
        steps = List.copyOf(steps);
    }

    static Expansion of(Plan.Step join, Plan.Each each, List<String> items) {
        List<Plan.Step> steps = new ArrayList<>();
        List<String> lanes = new ArrayList<>();
        String prefix = (join.lane() == null ? "" : join.lane() + "/") + join.id() + "/";
        for (int i = 0; i < items.size(); i++) {
            String lane = prefix + i;
            lanes.add(lane);
            steps.add(step(join.id() + "-" + i, lane, each, items.get(i), i));
        }
        int all = items.size();
        int needed = each.needed() == null || all == 0 ? all : each.needed();
        int most = each.maxParallel() == null ? Math.max(all, 1) : each.maxParallel();
        return new Expansion(new Plan.Group(join.id(), lanes, needed, most, each.failFast()), steps);
    }

    private static Plan.Step step(String id, String lane, Plan.Each each, String item, int index) {
        Plan.Step template = each.template();
        Map<String, String> variables = new TreeMap<>(template.variables());
        variables.put("item", item);
        variables.put("index", String.valueOf(index));
        variables.put(each.as(), item);
        String shown = item.length() > SHOWN ? item.substring(0, SHOWN) + "…" : item;
        return new Plan.Step(
                new StepId(id),
                template.title() + " [" + shown + "]",
                template.work(),
                template.principal(),
                template.needs(),
                lane,
                template.environment(),
                template.out(),
                template.gates(),
                template.timeout(),
                template.retries(),
                template.continueOnFailure(),
                null,
                template.checkpoint(),
                template.when(),
                template.totalTimeout(),
                variables,
                null,
                template.cache());
    }
}
