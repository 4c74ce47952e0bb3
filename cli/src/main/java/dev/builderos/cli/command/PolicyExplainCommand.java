package dev.builderos.cli.command;

import dev.builderos.cli.CliFailure;
import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;
import dev.builderos.cli.project.ProjectDirectory;
import dev.builderos.cli.terminal.Line;
import dev.builderos.cli.terminal.Line.Style;
import dev.builderos.gateway.api.ApprovalRequirement;
import dev.builderos.gateway.api.Decision;
import dev.builderos.gateway.api.Effect;
import dev.builderos.gateway.api.ExplainDecision;
import dev.builderos.gateway.api.Explanation;
import dev.builderos.gateway.api.GatewayClient;
import dev.builderos.gateway.api.Verdict;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

final class PolicyExplainCommand extends BaseCommand {
    private final Supplier<String> tool = arguments.parameter("EFFECT", "What is done, e.g. fs.write.");

    private final Supplier<List<String>> given =
            arguments.parameters("0..*", "KEY=VALUE", "Its arguments, e.g. path=src/Main.java.");

    private final Supplier<String> agent = arguments.needed("--agent", "NAME", "Who does it.");

    private final Given<String> environment = arguments.option("--env", "NAME", "The environment it happens in.");

    private final Supplier<String> step =
            arguments.option("--step", "ID", "The step it happens in; ${DEFAULT-VALUE} unless given.", "step");

    private final Supplier<Boolean> tainted = arguments.flag("--tainted", "The run has read what nobody vouches for.");

    private final Given<String> file =
            arguments.option("--policy", "FILE", "The policy; builderos.policy.yaml without it.");

    PolicyExplainCommand(Session session) {
        super(
                session,
                "explain",
                "Why the policy decides so about an effect.",
                "",
                "Shows what each part of the policy says, in the order in which they are asked. Nothing is recorded.",
                "",
                "  builderos policy explain fs.write path=src/Main.java --agent builder",
                "  builderos policy explain git.push branch=main --agent builder",
                "  builderos policy explain deploy.release --agent pipeline --env prod",
                "  builderos policy explain git.push branch=feature --agent builder --tainted");
    }

    @Override
    public Integer call() {
        ProjectDirectory project = project();
        PolicyFileText policy = PolicyFileText.read(session, project, file.get());
        Map<String, Object> pairs = new LinkedHashMap<>();
        for (String pair : given.get()) {
            int equals = pair.indexOf('=');
            if (equals < 1) {
                throw new CliFailure(ExitCode.USAGE, "an argument is KEY=VALUE, not `" + pair + "`");
            }
            pairs.put(pair.substring(0, equals), value(pair.substring(equals + 1)));
        }
        try (GatewayClient client = session.clientOfStartedServer()) {
            Explanation explanation = client.explainDecision(new ExplainDecision(
                    policy.path(),
                    policy.text(),
                    new Effect(tool.get(), agent.get(), environment.get(), pairs),
                    step.get(),
                    project.name(),
                    project.definition().git().defaultBranch(),
                    tainted.get()));
            if (json()) {
                printJson(explanation);
            } else {
                show(explanation);
            }
            return ExitCode.OK;
        }
    }

    private static Object value(String text) {
        if (text.equals("true") || text.equals("false")) {
            return text.equals("true");
        }
        return text.matches("-?(0|[1-9][0-9]{0,14})") ? (Object) Long.valueOf(text) : text;
    }

    private void show(Explanation explanation) {
        for (Explanation.Part part : explanation.parts()) {
            Verdict verdict = part.verdict();
            Line line = verdict == null
                    ? Line.of(Style.DIM, "  –      ")
                    : Line.of(style(verdict), "  " + (lower(verdict) + "     ").substring(0, 7));
            line.add(verdict == null ? Style.DIM : Style.PLAIN, part.part())
                    .add(Style.DIM, "  " + part.file() + (part.line() == 0 ? "" : ":" + part.line()));
            print(line);
            if (part.sentence() != null) {
                print(Line.of("         " + part.sentence()));
            }
        }
        Decision decision = explanation.decision();
        print("");
        print(Line.of(style(decision.verdict()), lower(decision.verdict()))
                .add(" by " + decision.ruleId() + ": " + decision.sentence()));
        ApprovalRequirement requirement = decision.requirement();
        if (requirement != null) {
            print("needs " + requirement.approvals() + " of " + String.join(", ", requirement.from())
                    + (requirement.not().isEmpty() ? "" : ", not " + String.join(", ", requirement.not())));
        }
        if (decision.taint() != null) {
            print("taints the run: " + decision.taint());
        }
    }

    static String lower(Verdict verdict) {
        return verdict.name().toLowerCase(Locale.ROOT);
    }

    static Style style(Verdict verdict) {
        return switch (verdict) {
            case ALLOW -> Style.GREEN;
            case ASK -> Style.YELLOW;
            case DENY -> Style.RED;
        };
    }
}
