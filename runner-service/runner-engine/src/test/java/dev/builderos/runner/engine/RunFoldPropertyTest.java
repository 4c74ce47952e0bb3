package dev.builderos.runner.engine;

import java.util.Random;
import org.junit.jupiter.api.Test;

class RunFoldPropertyTest {
    private static final int SEQUENCES = Integer.getInteger("engine.sequences", 20_000);

    /** Fails with the seed in the message; {@code -Dengine.seed=…} starts with that one. */
    @Test
    void everyRunObeysTheLawsWhateverHappens() {
        long first = Long.getLong("engine.seed", System.nanoTime());
        System.out.println("engine.seed=" + first);
        for (long seed = first; seed < first + SEQUENCES; seed++) {
            Random random = new Random(seed);
            Plan plan = RandomPlans.next(random);
            try {
                new RandomShell(plan, random).run();
            } catch (AssertionError | RuntimeException broken) {
                throw new AssertionError("engine.seed=" + seed + " with " + plan.steps() + " " + plan.groups(), broken);
            }
        }
    }
}
