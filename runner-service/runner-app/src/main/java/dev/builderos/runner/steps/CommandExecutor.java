package dev.builderos.runner.steps;

import dev.builderos.runner.engine.Expressed;
import dev.builderos.runner.engine.Work;
import dev.builderos.runner.tools.CommandVariables;
import dev.builderos.runner.tools.Toolbox;
import java.util.Map;

/** Runs the command of a {@code run:} step. */
final class CommandExecutor implements StepExecutor {
    private final Toolbox tools;
    private final EffectGate gate;

    CommandExecutor(Toolbox tools, EffectGate gate) {
        this.tools = tools;
        this.gate = gate;
    }

    @Override
    public StepOutcome execute(StepContext step) {
        Work.Command work = (Work.Command) step.step().work();
        Expressed.ShellText command = step.expressions().renderForShell(work.command());
        EffectGate.Passage passage = gate.pass(
                step,
                "run-" + step.attempt(),
                tools.named("shell.exec").orElseThrow(),
                Map.of(
                        "command",
                        command.text(),
                        "timeout",
                        step.step().timeout().toSeconds() + 1),
                new CommandVariables(command.variables(), command.secrets()),
                ActionExecutor.gateOf(step.step()),
                null);
        return switch (passage) {
            case EffectGate.Passage.Done done -> {
                String exit = done.outputs().getOrDefault("exit", "");
                yield switch (exit) {
                    case "0" -> new StepOutcome.Succeeded(Map.of("exit", "0"));
                    case "timeout" -> new StepOutcome.Failed("timeout", done.summary());
                    case "out-of-memory" -> new StepOutcome.Failed("infrastructure", "OOM_KILLED: " + done.summary());
                    default -> new StepOutcome.Failed("test_failed", done.summary());
                };
            }
            case EffectGate.Passage.Failed failed -> new StepOutcome.Failed(failed.failureClass(), failed.message());
            case EffectGate.Passage.Denied denied -> new StepOutcome.Failed(denied.failureClass(), denied.sentence());
            case EffectGate.Passage.Suspended ignored -> new StepOutcome.Suspended();
        };
    }
}
