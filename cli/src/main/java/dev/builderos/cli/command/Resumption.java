package dev.builderos.cli.command;

import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;
import dev.builderos.cli.live.Approvals;
import dev.builderos.cli.live.LiveRun;
import dev.builderos.cli.live.Names;
import dev.builderos.cli.live.RunFollower;
import dev.builderos.cli.project.ProjectDirectory;
import dev.builderos.cli.terminal.Line;
import dev.builderos.cli.terminal.Line.Style;
import dev.builderos.gateway.api.GatewayClient;
import dev.builderos.gateway.api.GatewayJson;
import dev.builderos.gateway.api.ResumePlan;
import dev.builderos.gateway.api.ResumeRun;
import dev.builderos.gateway.api.RunSummary;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Taking up a run again that is over: what would happen, and letting it happen. The options of the commands that do. */
final class Resumption {
    @Option(names = "--plan", description = "Say what is kept and what runs again, and why; change nothing.")
    boolean plan;

    @Option(names = "--yes", description = "Approve whatever is asked; the record says that nobody looked.")
    boolean yes;

    @Option(names = "--detach", description = "Let it go on and do not wait.")
    boolean detach;

    /** Gives the exit code. */
    int carryOut(
            Session session,
            GatewayClient client,
            Optional<ProjectDirectory> project,
            RunSummary ended,
            ResumeRun how,
            boolean json) {
        if (plan || !json) {
            ResumePlan planned = client.planResume(ended.id(), how);
            if (plan && json) {
                session.console().out().println(new String(GatewayJson.write(planned), StandardCharsets.UTF_8));
            } else {
                lines(planned).forEach(session.console()::print);
            }
            if (plan) {
                return ExitCode.OK;
            }
        }
        RunSummary now = client.resumeRun(ended.id(), how);
        if (detach) {
            if (json) {
                session.console().out().println(new String(GatewayJson.write(now), StandardCharsets.UTF_8));
            } else {
                session.console()
                        .print(Line.of(Style.DIM, "  watch it   ").add("builderos show -f " + Names.id(now.id())));
            }
            return ExitCode.OK;
        }
        return new RunFollower(session, client, json ? LiveRun.Output.JSON : LiveRun.Output.PEOPLE)
                .follow(now.id(), ended.facts(), project, approvals(session, json))
                .exitCode();
    }

    private Approvals approvals(Session session, boolean json) {
        if (yes) {
            return Approvals.YES;
        }
        return session.console().terminal() && !json ? Approvals.ASK : Approvals.LEAVE;
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
        return number(plan, ResumePlan.Decision.KEEP) + " kept, " + number(plan, ResumePlan.Decision.RUN_AGAIN)
                + " again, " + number(plan, ResumePlan.Decision.RUN_FIRST) + " for the first time";
    }

    private static long number(ResumePlan plan, ResumePlan.Decision decision) {
        return plan.steps().stream().filter(step -> step.decision() == decision).count();
    }
}
