package dev.builderos.runner.steps;

import dev.builderos.runner.engine.Plan;
import dev.builderos.runner.engine.Work;
import dev.builderos.runner.tools.CommandVariables;
import dev.builderos.runner.tools.Toolbox;

/** Does the effect of an {@code action:} step. */
final class ActionExecutor implements StepExecutor {
    private final Toolbox tools;
    private final EffectGate gate;

    ActionExecutor(Toolbox tools, EffectGate gate) {
        this.tools = tools;
        this.gate = gate;
    }

    static EffectGate.Gate gateOf(Plan.Step step) {
        return step.gates().contains("approval") ? EffectGate.Gate.APPROVAL : EffectGate.Gate.NONE;
    }

    @Override
    public StepOutcome execute(StepContext step) {
        Work.Action work = (Work.Action) step.step().work();
        EffectGate.Passage passage = gate.pass(
                step,
                "action-" + step.attempt(),
                tools.named(work.tool()).orElseThrow(),
                step.expressions().renderArguments(work.arguments()),
                CommandVariables.NONE,
                gateOf(step.step()),
                null);
        return switch (passage) {
            case EffectGate.Passage.Done done -> {
                step.log().say(done.summary());
                yield new StepOutcome.Succeeded(done.outputs());
            }
            case EffectGate.Passage.Failed failed -> new StepOutcome.Failed(failed.failureClass(), failed.message());
            case EffectGate.Passage.Denied denied -> new StepOutcome.Failed(denied.failureClass(), denied.sentence());
            case EffectGate.Passage.Suspended ignored -> new StepOutcome.Suspended();
        };
    }
}
