package dev.builderos.runner.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.StepId;
import dev.builderos.contracts.runner.StepState;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
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
                RandomShell shell = new RandomShell(plan, random);
                List<Fact> journal = shell.run();
                if (random.nextInt(3) == 0) {
                    fork(shell.fold(), journal.size(), random);
                }
            } catch (AssertionError | RuntimeException broken) {
                throw new AssertionError("engine.seed=" + seed + " with " + plan.steps() + " " + plan.groups(), broken);
            }
        }
    }

    /** Does the rest of a run anew from some step on, with another command there. */
    private static void fork(RunFold source, int facts, Random random) {
        List<Plan.Step> steps = new ArrayList<>(source.plan().steps());
        int at = random.nextInt(steps.size());
        Plan.Step step = steps.get(at);
        if (!(step.work() instanceof Work.Command) || step.compensates() != null) {
            return;
        }
        steps.set(at, Plans.doing(step, "something else"));
        Plan next = Plans.with(source.plan(), steps);
        Fact.RunAdmitted draft = Facts.admitted(next, 2);
        Forks.Planned planned =
                Forks.plan(source, facts, draft, next, step.id(), Map.of("input.x", "y"), Digest.of("tools"));
        assertThat(planned).isInstanceOf(Forks.Planned.Ready.class);
        Forked forked = ((Forks.Planned.Ready) planned).forked();
        assertThat(forked.kept())
                .as("what is kept had succeeded")
                .allMatch(kept -> source.step(kept.work().step()).state() == StepState.SUCCEEDED);

        List<Fact> journal = new RandomShell(next, random).run(draft.forkedFrom(forked));

        Set<StepId> kept = new HashSet<>();
        forked.kept().forEach(each -> kept.add(each.work().step()));
        assertThat(kept).doesNotContain(step.id());
        for (Fact fact : journal) {
            if (fact instanceof Fact.RunReopened) {
                break;
            }
            if (fact instanceof Fact.StepStarted started) {
                assertThat(kept).as("what is taken over is not done").doesNotContain(started.step());
            }
        }
    }
}
