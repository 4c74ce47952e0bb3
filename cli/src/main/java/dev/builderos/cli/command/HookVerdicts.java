package dev.builderos.cli.command;

import dev.builderos.cli.live.Names;
import dev.builderos.cli.terminal.Line;
import dev.builderos.cli.terminal.Line.Style;
import dev.builderos.gateway.api.PipelineVerdict;
import java.util.List;

/** What each pipeline made of a delivery, and why. */
final class HookVerdicts {
    private HookVerdicts() {}

    static void show(BaseCommand command, List<PipelineVerdict> verdicts) {
        if (verdicts.isEmpty()) {
            command.print(Line.of(Style.DIM, "  no pipeline of the project is started by webhooks"));
        }
        for (PipelineVerdict verdict : verdicts) {
            Line line = switch (verdict.outcome()) {
                case STARTED -> Line.of(Style.GREEN, "  ✓ started ");
                case STARTS -> Line.of(Style.GREEN, "  ✓ starts ");
                case SKIPPED -> Line.of(Style.DIM, "  - skipped ");
                case REFUSED -> Line.of(Style.RED, "  ✗ refused ");
            };
            line = line.add(verdict.pipeline());
            if (verdict.run() != null) {
                line = line.add("  run " + Names.id(verdict.run()));
            }
            command.print(line.add(Style.DIM, ": " + verdict.reason()));
        }
    }
}
