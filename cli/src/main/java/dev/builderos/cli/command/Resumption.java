package dev.builderos.cli.command;

import dev.builderos.cli.ExitCode;
import dev.builderos.cli.live.Names;
import dev.builderos.cli.project.ProjectDirectory;
import dev.builderos.cli.terminal.Line;
import dev.builderos.cli.terminal.Line.Style;
import dev.builderos.gateway.api.GatewayClient;
import dev.builderos.gateway.api.ResumePlan;
import dev.builderos.gateway.api.ResumeRun;
import dev.builderos.gateway.api.RunSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/** Taking up a run again that is over: what would happen, and letting it happen. The options of the commands that do. */
final class Resumption {
    private final Supplier<Boolean> plan;
    private final Watching watching;

    Resumption(Arguments arguments) {
        plan = arguments.flag("--plan", "Say what is kept and what runs again, and why; change nothing.");
        watching = Watching.with(arguments);
    }

    /** Whether only the plan is asked for. */
    boolean planned() {
        return plan.get();
    }

    /**
     * Gives the exit code.
     *
     * @param project where its receipt is kept, when the run is of the project here
     */
    int carryOut(
            BaseCommand command,
            GatewayClient client,
            Optional<ProjectDirectory> project,
            RunSummary ended,
            ResumeRun how) {
        if (plan.get() && command.json()) {
            command.printJson(client.planResume(ended.id(), how));
            return ExitCode.OK;
        }
        if (!command.json()) {
            lines(client.planResume(ended.id(), how)).forEach(command::print);
        }
        if (plan.get()) {
            return ExitCode.OK;
        }
        RunSummary now = client.resumeRun(ended.id(), how);
        return watching.watch(command, client, now.id(), ended.facts(), project);
    }

    private static List<Line> lines(ResumePlan plan) {
        List<Line> lines = new ArrayList<>();
        lines.add(Line.of(Style.BOLD, "run " + Names.id(plan.run()))
                .add(Style.DIM, "  " + plan.state().name().toLowerCase(Locale.ROOT)));
        int width =
                plan.steps().stream().mapToInt(step -> step.id().length()).max().orElse(0);
        for (ResumePlan.Step step : plan.steps()) {
            String name = step.id() + " ".repeat(width - step.id().length());
            Line line = switch (step.decision()) {
                case KEEP -> Line.of(Style.GREEN, "  ✓ kept    ").add(name);
                case RUN_AGAIN -> Line.of(Style.YELLOW, "  ↻ again   ").add(Style.BOLD, name);
                case RUN_FIRST -> Line.of(Style.PLAIN, "  • first   ").add(Style.BOLD, name);
            };
            if (!step.reasons().isEmpty()) {
                line.add(Style.DIM, "  " + String.join("; ", step.reasons()));
            }
            if (step.needsApproval()) {
                line.add(Style.ALERT, "  asks for approval");
            }
            lines.add(line);
            if (step.decision() != ResumePlan.Decision.KEEP) {
                step.done()
                        .forEach(done -> lines.add(Line.of(
                                Style.DIM,
                                "            " + " ".repeat(width)
                                        + "  approved and done, not repeated while it stands: " + done.summary())));
            }
        }
        lines.add(Line.of(Style.DIM, "  " + count(plan)));
        return lines;
    }

    private static String count(ResumePlan plan) {
        return number(plan, ResumePlan.Decision.KEEP) + " kept, "
                + number(plan, ResumePlan.Decision.RUN_AGAIN) + " again, "
                + number(plan, ResumePlan.Decision.RUN_FIRST) + " for the first time";
    }

    private static long number(ResumePlan plan, ResumePlan.Decision decision) {
        return plan.steps().stream().filter(step -> step.decision() == decision).count();
    }
}
