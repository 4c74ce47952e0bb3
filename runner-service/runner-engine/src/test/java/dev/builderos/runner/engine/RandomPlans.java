package dev.builderos.runner.engine;

import dev.builderos.contracts.StepId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Plans of any shape a pipeline can be compiled to: graphs with lanes, retries, gates and compensations. */
final class RandomPlans {
    private final Random random;
    private final Plans plans = Plans.plan();
    private int count;

    private RandomPlans(Random random) {
        this.random = random;
    }

    static Plan next(Random random) {
        return new RandomPlans(random).build();
    }

    private Plan build() {
        List<String> before = new ArrayList<>();
        int nodes = 1 + random.nextInt(5);
        for (int i = 0; i < nodes; i++) {
            List<String> needs = some(before, 2);
            before.add(
                    switch (random.nextInt(6)) {
                        case 0, 1 -> lanes(null, before, needs);
                        case 2 -> foreach(null, needs);
                        default -> step(null, needs);
                    });
        }
        if (random.nextInt(4) == 0) {
            plans.within(Duration.ofSeconds(20 + random.nextInt(100)));
        }
        return plans.build();
    }

    private String step(String lane, List<String> needs) {
        String id = "s" + ++count;
        Plans.Traits traits = Plans.Traits.NONE.in(lane);
        boolean takenBack = false;
        switch (random.nextInt(8)) {
            case 0, 1 -> traits = traits.retrying(1 + random.nextInt(2));
            case 2 -> traits = traits.behindApproval();
            case 3 -> traits = traits.continuing();
            case 4 -> takenBack = true;
            case 5 -> traits = traits.behindApproval().retrying(1);
            default -> {}
        }
        if (random.nextInt(6) == 0) {
            plans.when(id, traits, condition(needs), needs.toArray(String[]::new));
        } else if (random.nextInt(6) == 0) {
            plans.limited(id, traits, Duration.ofSeconds(2 + random.nextInt(20)), needs.toArray(String[]::new));
        } else {
            plans.step(id, traits, needs.toArray(String[]::new));
        }
        if (takenBack) {
            plans.step(id + "-rollback", Plans.Traits.NONE.in(lane).takingBack(id), id);
        }
        return id;
    }

    /** One that holds, one that does not, one that depends, one that cannot be told. */
    private String condition(List<String> needs) {
        String need = needs.isEmpty() ? "run" : needs.getFirst();
        return switch (random.nextInt(8)) {
            case 0, 1 -> "project.name == 'hello'";
            case 2, 3 -> "project.name == 'other'";
            case 4 -> need + ".nothing == 'x'";
            default -> needs.isEmpty() ? "run.base == 'base'" : need + ".state == 'succeeded'";
        };
    }

    private String foreach(String lane, List<String> needs) {
        String id = "e" + ++count;
        plans.foreach(
                id, Plans.Traits.NONE.in(lane), "do ${file}", 1 + random.nextInt(3), needs.toArray(String[]::new));
        return id;
    }

    private String lanes(String outer, List<String> before, List<String> needs) {
        String group = "g" + ++count;
        List<String> names = new ArrayList<>();
        int lanes = 1 + random.nextInt(3);
        for (int i = 0; i < lanes; i++) {
            String lane = (outer == null ? "" : outer + "/") + group + "/l" + i;
            names.add(lane);
            List<String> inside = new ArrayList<>();
            int length = 1 + random.nextInt(3);
            for (int j = 0; j < length; j++) {
                List<String> waits = some(inside, 2);
                if (waits.isEmpty()) {
                    waits.addAll(needs);
                }
                if (random.nextInt(5) == 0) {
                    some(before, 1).stream().filter(id -> !waits.contains(id)).forEach(waits::add);
                }
                inside.add(
                        switch (random.nextInt(outer == null ? 8 : 20)) {
                            case 0 -> lanes(lane, List.of(), waits);
                            case 1 -> foreach(lane, waits);
                            default -> step(lane, waits);
                        });
            }
        }
        plans.join(
                new Plan.Group(
                        new StepId(group),
                        names,
                        1 + random.nextInt(lanes),
                        1 + random.nextInt(lanes),
                        random.nextBoolean()),
                outer);
        return group;
    }

    private List<String> some(List<String> from, int most) {
        List<String> shuffled = new ArrayList<>(from);
        Collections.shuffle(shuffled, random);
        return new ArrayList<>(shuffled.subList(0, Math.min(random.nextInt(most + 1), shuffled.size())));
    }
}
